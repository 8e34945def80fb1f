import { ApiEvents } from "../../../../lib/adapters/kubernetes/events";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import { Conflict } from "../../../../lib/domain/errors";
import { EVENT_BACKLOG_LIMIT, EVENT_FLUSH_MS, START_PRECEDENCE_MS } from "../../../../lib/defaults";
import type { Log } from "../../../../lib/ports/log";
import { LiveRunStarts } from "../../../../lib/runtime/run-starts";
import { FakeClock, settle } from "../../../fakes/clock";
import { emptyRegister, silentLog } from "../../../fakes/cluster";

const SUBJECT = { kind: "Server", metadata: { namespace: "dc", name: "w1", uid: "u" } } as const;

/** What an API server was asked to record, which may be in no hurry to answer. */
class Recorder {
  readonly messages: string[] = [];
  readonly times: string[] = [];
  hangs = false;

  request({ body }: ApiRequest): Promise<unknown> {
    const { message, firstTimestamp } = body as { message: string; firstTimestamp: string };
    this.messages.push(message);
    this.times.push(firstTimestamp);
    return this.hangs ? new Promise(() => undefined) : Promise.resolve({});
  }
}

/** The Events of an API server. What it is asked is counted. */
class EventTable {
  readonly counts = new Map<string, number>();
  requests = 0;

  async request({ method, path, body }: ApiRequest): Promise<unknown> {
    this.requests++;
    // Another moment: what is said meanwhile waits.
    await settle();
    const { metadata, count } = (body ?? {}) as { metadata?: { name: string }; count: number };
    const name = method === "POST" ? metadata!.name : path.split("/").at(-1)!;
    const before = this.counts.get(name);
    if (method === "GET") {
      return { metadata: { resourceVersion: "1" }, count: before };
    }
    if (method === "POST" && before !== undefined) {
      throw new Conflict("it exists", { reason: "ApiUnavailable" });
    }
    this.counts.set(name, count);
    return {};
  }
}

describe("Events that wait to be written", () => {
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) };
  let clock: FakeClock;
  let starts: LiveRunStarts;
  let recorder: Recorder;
  let events: ApiEvents;

  beforeEach(() => {
    warnings.length = 0;
    clock = new FakeClock();
    starts = new LiveRunStarts(clock);
    recorder = new Recorder();
    events = new ApiEvents(recorder, { clock, log, register: emptyRegister, starts });
  });

  const say = (message: string): Promise<void> =>
    events.normal(SUBJECT, "HostKeyRecorded", message);

  it("let runs start first, and then tell in order and of the time at which it was", async () => {
    const started = starts.begin();
    await say("one");
    await clock.advance(3000);
    await say("two");
    expect(recorder.messages).toEqual([]);
    started();
    await events.flush();
    expect(recorder.messages).toEqual(["one", "two"]);
    expect(recorder.times).toEqual(["2026-01-01T00:00:00Z", "2026-01-01T00:00:03Z"]);
  });

  it("wait once, all of them together, while something is always being started", async () => {
    for (const message of ["one", "two", "three"]) {
      await say(message);
      starts.begin();
    }
    for (let second = 0; second < START_PRECEDENCE_MS / 1000; second++) {
      starts.begin();
      await clock.advance(1000);
    }
    expect(recorder.messages).toEqual(["one", "two", "three"]);
  });

  it("never keep a pass waiting, also when the API server hangs", async () => {
    recorder.hangs = true;
    await say("one");
    await say("two");
    await settle();
    expect(recorder.messages).toEqual(["one"]);
  });

  it("are two, each with its count, and few requests, where a condition comes and goes a thousand times", async () => {
    const table = new EventTable();
    events = new ApiEvents(table, { clock, log, register: emptyRegister, starts });
    for (let turn = 0; turn < 1000; turn++) {
      await events.warning(SUBJECT, "OperationFailed", "it is away");
      await events.normal(SUBJECT, "OperationSucceeded", "it is there");
      await (turn % 100 === 0 ? settle() : undefined);
    }
    await events.flush();
    expect([...table.counts.values()]).toEqual([1000, 1000]);
    expect(table.requests).toBeLessThan(100);
    expect(warnings).toEqual([]);
  });

  it("are written again after they were written, and not before", async () => {
    recorder.hangs = true;
    await say("one");
    await settle();
    await say("one");
    await say("one");
    expect(recorder.messages).toEqual(["one"]);
  });

  it("are bounded, and who reads the log hears of it", async () => {
    recorder.hangs = true;
    await say("first");
    await settle();
    for (let count = 0; count < EVENT_BACKLOG_LIMIT; count++) {
      await say(`more: ${count}`);
    }
    expect(warnings).toEqual([]);
    await say("too many");
    expect(warnings).toEqual(["an Event is dropped: too many wait to be written"]);
  });

  it("are written when the process ends, whatever is being started", async () => {
    starts.begin();
    await say("one");
    await events.close();
    expect(recorder.messages).toEqual(["one"]);
  });

  it("are counted when they are lost", async () => {
    recorder.hangs = true;
    await say("under way");
    await say("lost");
    await say("lost, too");
    void events.close();
    await clock.advance(EVENT_FLUSH_MS);
    await settle();
    expect(warnings).toEqual(["Events are lost: the process ends before they are written"]);
  });

  it("do not keep a process from its end for long", async () => {
    recorder.hangs = true;
    await say("one");
    let closed = false;
    void events.close().then(() => (closed = true));
    await clock.advance(EVENT_FLUSH_MS - 1);
    expect(closed).toBe(false);
    await clock.advance(1);
    expect(closed).toBe(true);
    expect(warnings).toEqual([]);
    await say("too late");
    expect(warnings).toEqual(["an Event is dropped: the process ends"]);
  });
});
