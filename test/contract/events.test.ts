import { ApiEvents } from "../../lib/adapters/kubernetes/events";
import { systemClock } from "../../lib/adapters/system-clock";
import { AccessDenied } from "../../lib/domain/errors";
import type { Log } from "../../lib/ports/log";
import { LiveRunStarts } from "../../lib/runtime/run-starts";
import { RecentSecrets } from "../../lib/runtime/secret-register";
import { FakeEvents, type SeenEvent, silentLog } from "../fakes/cluster";
import { describeEvents } from "./events";
import { type LabApi, makeNamespace, openLab } from "./lab-api";

const NAMESPACE = "contract-events";

const TOOLS = { clock: systemClock, starts: new LiveRunStarts(systemClock) };

/** An Event as the administrator sees it. */
interface ApiEvent {
  readonly type: SeenEvent["type"];
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly source: { readonly component: string };
  readonly involvedObject: Readonly<Record<string, string>>;
}

/** Events about objects of that name, where `kubectl describe` looks for them. */
async function eventsOf({ cluster }: LabApi, name: string): Promise<readonly ApiEvent[]> {
  const found = [
    ...(await cluster.list("Event", NAMESPACE)),
    ...(await cluster.list("Event", "default")),
  ] as unknown as ApiEvent[];
  return found.filter(({ involvedObject }) => involvedObject["name"] === name);
}

describeEvents("FakeEvents", () => {
  const register = new RecentSecrets();
  const events = new FakeEvents(register);
  return Promise.resolve({
    events,
    register,
    namespace: NAMESPACE,
    seen: name =>
      Promise.resolve(events.seen.filter(({ subject }) => subject.endsWith(`/${name}`))),
    breakOff: () => {
      events.isAway = true;
    },
    close: () => Promise.resolve(),
  });
});

describeEvents("ApiEvents", async () => {
  const api = await openLab();
  const register = new RecentSecrets();
  const state = { isAway: false };
  await makeNamespace(api, NAMESPACE);
  const client: Pick<LabApi["module"], "request"> = {
    request: request =>
      state.isAway
        ? Promise.reject(new AccessDenied("refused", { reason: "ApiUnavailable" }))
        : api.module.request(request),
  };
  const events = new ApiEvents(client, { ...TOOLS, log: silentLog, register });
  return {
    events,
    register,
    namespace: NAMESPACE,
    seen: async name => {
      await events.flush();
      return (await eventsOf(api, name)).map(({ type, reason, message, count, involvedObject }) => {
        const subject = `${involvedObject["kind"] ?? ""}/${involvedObject["name"] ?? ""}`;
        return { type, subject, reason, message, count };
      });
    },
    breakOff: () => {
      state.isAway = true;
    },
    close: async () => {
      for (const event of await api.cluster.list("Event", "default")) {
        if (event.metadata.name.startsWith("a-node.")) {
          await api.cluster.delete("Event", event.metadata.name, "default");
        }
      }
      await api.cluster.delete("Namespace", NAMESPACE);
      await api.close();
    },
  };
});

describe("ApiEvents", () => {
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) };
  let api: LabApi;
  let events: ApiEvents;

  beforeAll(async () => {
    api = await openLab();
    await makeNamespace(api, NAMESPACE);
    const register = new RecentSecrets();
    events = new ApiEvents(api.module, { ...TOOLS, log, register });
  });

  afterAll(async () => {
    await api.cluster.delete("Namespace", NAMESPACE);
    await api.close();
  });

  const subject = {
    kind: "Server" as const,
    metadata: { namespace: NAMESPACE, name: "w1", uid: "0f8fad5b-d9cb-469f-a165-70867728950e" },
  };

  it("says of which object it is, from whom, and when", async () => {
    await events.normal(subject, "HostKeyRecorded", "recorded");
    await events.flush();
    const [event] = await eventsOf(api, "w1");
    expect(event).toMatchObject({
      involvedObject: { apiVersion: "stargate.io/v1alpha1", kind: "Server", ...subject.metadata },
      source: { component: "stargate" },
      count: 1,
    });
    expect(Math.abs(Date.parse(event?.firstTimestamp ?? "") - Date.now())).toBeLessThan(60_000);
    expect(event?.lastTimestamp).toBe(event?.firstTimestamp);
  });

  it("cuts a message that is too long, and takes any characters", async () => {
    await events.warning(
      { ...subject, metadata: { ...subject.metadata, name: "wordy" } },
      "OperationFailed",
      "ü\u0000€".repeat(2000),
    );
    await events.flush();
    const [event] = await eventsOf(api, "wordy");
    expect(event?.message).toHaveLength(1024);
    expect(event?.message).toMatch(/^ü€ü€.*…$/);
  });

  it("logs what the API server refuses, and goes on", async () => {
    const nowhere = { ...subject, metadata: { ...subject.metadata, namespace: "no-such-place" } };
    await events.warning(nowhere, "OperationFailed", "words");
    await events.flush();
    expect(warnings).toEqual(["an Event cannot be written"]);
  });
});
