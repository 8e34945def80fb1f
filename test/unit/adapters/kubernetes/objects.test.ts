import { ApiObjects } from "../../../../lib/adapters/kubernetes/objects";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import type { Server, ServerStatus } from "../../../../lib/api/server.generated";
import { ApiUnavailable, Conflict } from "../../../../lib/domain/errors";

import { aWait } from "../../../fakes/samples";

const KEY = { namespace: "dc", name: "a" };

/** An API server with one Server, whose versions count. What it is asked is kept. */
class Desk {
  readonly asked: string[] = [];
  version = 1;
  status: ServerStatus | undefined = {};
  finalizers: readonly string[] = [];
  uid = "1";
  isDown = false;
  readonly objects = new ApiObjects<Server>(
    { request: request => this.#answer(request) },
    { kind: "Server", plural: "servers" },
  );

  /** Somebody else writes. */
  write(status: ServerStatus): void {
    this.version++;
    this.status = status;
  }

  #answer({ method, body }: ApiRequest): Promise<unknown> {
    this.asked.push(method);
    if (this.isDown) {
      return Promise.reject(new ApiUnavailable("down", { reason: "ApiUnavailable" }));
    }
    if (method === "PATCH" && this.status !== undefined) {
      const patch = body as {
        metadata: { resourceVersion: string; finalizers?: string[] };
        status?: ServerStatus;
      };
      if (patch.metadata.resourceVersion !== String(this.version)) {
        return Promise.reject(new Conflict("changed", { reason: "ApiUnavailable" }));
      }
      this.finalizers = patch.metadata.finalizers ?? this.finalizers;
      this.write(merged(this.status, patch.status ?? {}) as ServerStatus);
    }
    const { uid, finalizers } = this;
    const metadata = { ...KEY, uid, finalizers, resourceVersion: String(this.version) };
    return Promise.resolve(
      this.status === undefined ? undefined : { metadata, spec: {}, status: this.status },
    );
  }
}

/** What a merge patch makes of a value. Source: RFC 7386, section 2. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const isObject = typeof target === "object" && target !== null && !Array.isArray(target);
  const before: Readonly<Record<string, unknown>> = isObject ? { ...target } : {};
  const changes = patch as typeof before;
  const after: [string, unknown][] = [...Object.keys({ ...before, ...changes })]
    .filter(name => changes[name] !== null)
    .map(name => [name, name in changes ? merged(before[name], changes[name]) : before[name]]);
  return Object.fromEntries(after);
}

describe("ApiObjects.updateStatus", () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = new Desk();
    await desk.objects.get(KEY);
    desk.asked.length = 0;
  });

  it.each<{ what: string; before: unknown }>([
    { what: "another object's fields", before: aWait("SecretNotFound", "Secret dc1/ssh") },
    { what: "a text that an earlier version stored", before: "Secret/dc1/ssh" },
    { what: "nothing", before: undefined },
  ])("leaves nothing of $what", async ({ before }) => {
    desk.write({ message: "old", waitingFor: before } as unknown as ServerStatus);
    for (const waitingFor of [aWait("NodeNotReady", "Node w1"), aWait("RunsLimited"), undefined]) {
      const wanted = { message: "new", waitingFor } as ServerStatus;
      await desk.objects.updateStatus(KEY, () => wanted);
      expect(JSON.stringify(desk.status)).toBe(JSON.stringify(wanted));
    }
  });

  it("begins with the last answer, so that writes in a row read nothing", async () => {
    await desk.objects.updateStatus(KEY, () => ({ message: "one" }));
    const after = await desk.objects.updateStatus(KEY, ({ status }) => ({ ...status, mac: "x" }));
    expect(desk.asked).toEqual(["PATCH", "PATCH"]);
    expect(after?.status).toEqual({ message: "one", mac: "x" });
  });

  it("decides afresh when somebody else wrote since", async () => {
    desk.write({ mac: "theirs" });
    await desk.objects.updateStatus(KEY, ({ status }) => ({ ...status, message: "ours" }));
    expect(desk.asked).toEqual(["PATCH", "GET", "PATCH"]);
    expect(desk.status).toEqual({ mac: "theirs", message: "ours" });
  });

  it.each<[string, () => ServerStatus | undefined]>([
    ["nothing", () => undefined],
    ["nothing new", () => ({})],
  ])("reads before it leaves things as they are because %s is wanted", async (_, change) => {
    desk.write({ message: "theirs" });
    const after = await desk.objects.updateStatus(KEY, change);
    expect(desk.asked[0]).toBe("GET");
    expect(after?.metadata?.resourceVersion).toBe(String(desk.version));
  });

  it("reads before it believes that a status cannot be written", async () => {
    await desk.objects.updateStatus(KEY, () => ({ message: "bad" }));
    desk.write({ message: "good" });
    const after = await desk.objects.updateStatus(KEY, ({ status }) => {
      if (status?.message === "bad") {
        throw new Error("on purpose");
      }
      return { message: "better" };
    });
    expect(after?.status).toEqual({ message: "better" });
  });

  it("rejects with what a decision on a fresh object throws", async () => {
    const change = (): never => {
      throw new Error("on purpose");
    };
    await expect(desk.objects.updateStatus(KEY, change)).rejects.toThrow("on purpose");
  });

  it("does not ask twice while the API server is away", async () => {
    desk.isDown = true;
    const writing = desk.objects.updateStatus(KEY, () => ({ message: "one" }));
    await expect(writing).rejects.toThrow(ApiUnavailable);
    expect(desk.asked).toEqual(["PATCH"]);
  });

  it("forgets what is gone", async () => {
    desk.status = undefined;
    expect(await desk.objects.updateStatus(KEY, () => ({ message: "one" }))).toBeUndefined();
    expect(await desk.objects.updateStatus(KEY, () => ({ message: "one" }))).toBeUndefined();
    expect(desk.asked).toEqual(["PATCH", "GET", "GET"]);
  });

  it("remembers nothing of what it deleted", async () => {
    await desk.objects.delete(KEY);
    await desk.objects.updateStatus(KEY, () => ({ message: "one" }));
    expect(desk.asked).toEqual(["DELETE", "GET", "PATCH"]);
  });
});

describe("finalizers of ApiObjects", () => {
  let desk: Desk;
  let server: Server;

  beforeEach(async () => {
    desk = new Desk();
    server = (await desk.objects.get(KEY))!;
    desk.asked.length = 0;
  });

  it("begin with the last answer", async () => {
    expect(await desk.objects.addFinalizer(server, "f")).toBe(true);
    await desk.objects.removeFinalizer(server, "f");
    expect(desk.asked).toEqual(["PATCH", "PATCH"]);
    expect(desk.finalizers).toEqual([]);
  });

  it("keep what somebody else added since", async () => {
    desk.finalizers = ["theirs"];
    desk.write({});
    await desk.objects.addFinalizer(server, "f");
    expect(desk.asked).toEqual(["PATCH", "GET", "PATCH"]);
    expect(desk.finalizers).toEqual(["theirs", "f"]);
  });

  it("are read before it is believed that one is there", async () => {
    await desk.objects.addFinalizer(server, "f");
    desk.finalizers = [];
    desk.write({});
    expect(await desk.objects.addFinalizer(server, "f")).toBe(true);
    expect(desk.finalizers).toEqual(["f"]);
  });

  it("of another object of that name are left alone", async () => {
    desk.uid = "2";
    desk.write({});
    expect(await desk.objects.addFinalizer(server, "f")).toBe(false);
    expect(desk.finalizers).toEqual([]);
  });
});

describe("objects as they are kept", () => {
  const metadata = { ...KEY, uid: "1", managedFields: [{ manager: "somebody" }] };
  const server = { metadata, spec: { ipv4: "10.0.0.1" }, status: { message: "long" } };
  const objects = new ApiObjects<Server>(
    {
      request: ({ path }) =>
        Promise.resolve(path.endsWith("/a") ? server : { items: [server], metadata: {} }),
    },
    { kind: "Server", plural: "servers" },
  );

  it("have no record of who wrote them", async () => {
    const kept = { ...server, metadata: { ...KEY, uid: "1" } };
    expect(await objects.get(KEY)).toEqual(kept);
    expect(await objects.list()).toEqual([kept]);
  });

  it("are what is to be kept of a list", async () => {
    const listed = await objects.list({}, ({ spec }) => ({ spec }) as Server);
    expect(listed).toEqual([{ spec: server.spec }]);
  });
});
