import type { Server } from "../../../lib/api/server.generated";
import { AccessDenied } from "../../../lib/domain/errors";
import { KnownObjects } from "../../../lib/runtime/known-objects";
import { FakeClock, settle } from "../../fakes/clock";
import { aServer } from "../../fakes/samples";
import { FakeWatch } from "../../fakes/watch";

const server = (name: string, paused = false): Server =>
  aServer({ metadata: { name }, spec: { paused } });

describe("KnownObjects", () => {
  let watch: FakeWatch<Server>;
  let clock: FakeClock;
  let stop: AbortController;
  let known: KnownObjects<Server, string>;
  let complaints: number;
  let following: Promise<void>;

  const start = (): void => {
    following = known.follow(stop.signal);
  };

  beforeEach(() => {
    watch = new FakeWatch();
    clock = new FakeClock();
    stop = new AbortController();
    complaints = 0;
    const ignore = (): void => undefined;
    known = new KnownObjects({
      watch,
      // Paused ones nobody asks for.
      keep: ({ metadata, spec }) => (spec.paused === true ? undefined : metadata?.name),
      clock,
      log: { debug: ignore, info: ignore, error: ignore, warn: () => complaints++ },
    });
  });

  afterEach(async () => {
    stop.abort();
    await following;
  });

  it("knows what there is once it is synced, and each change after", async () => {
    watch.put(server("a"));
    watch.put(server("idle", true));
    start();
    await known.synced;
    expect(known.all).toEqual(["a"]);
    watch.put(server("b"));
    watch.remove(server("a"));
    await settle();
    expect(known.all).toEqual(["b"]);
    watch.put(server("b", true));
    await settle();
    expect(known.all).toEqual([]);
  });

  it("forgets what went while nobody could see it", async () => {
    watch.put(server("a"));
    start();
    await known.synced;
    watch.gap(server("c"));
    await settle();
    expect(known.all).toEqual(["c"]);
  });

  it("is the same list until something changes", async () => {
    watch.put(server("a"));
    start();
    await known.synced;
    expect(known.all).toBe(known.all);
  });

  it("begins anew when the watch gives up, and says so", async () => {
    watch.failure = new AccessDenied("no", { reason: "ApiForbidden" });
    watch.put(server("a"));
    start();
    await settle();
    expect([complaints, known.all]).toEqual([1, []]);
    watch.failure = undefined;
    await clock.advance(5_000);
    await known.synced;
    expect(known.all).toEqual(["a"]);
  });
});
