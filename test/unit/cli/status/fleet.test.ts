import type { Server } from "../../../../lib/api/server.generated";
import { changed, keepUp } from "../../../../lib/cli/status/fleet";
import type { Watch } from "../../../../lib/ports/watch";
import { settle } from "../../../fakes/clock";
import { aServer } from "../../../fakes/samples";
import { FakeWatch } from "../../../fakes/watch";

describe("changed", () => {
  const a = aServer({ metadata: { name: "a" } });
  const b = aServer({ metadata: { name: "b" } });

  it("puts, takes away, and replaces all, and leaves what was before as it was", () => {
    const one = changed(new Map(), { kind: "All", objects: [a] });
    const two = changed(one, { kind: "Put", object: b });
    const last = changed(two, { kind: "Gone", object: a });
    expect([one, two, last].map(objects => [...objects.keys()])).toEqual([
      ["dc1/a"],
      ["dc1/a", "dc1/b"],
      ["dc1/b"],
    ]);
    expect([...changed(two, { kind: "All", objects: [] }).keys()]).toEqual([]);
  });
});

describe("keepUp", () => {
  /** A watch whose request is cut short, as a real one's is. */
  const cutShort = (): Watch<Server> => ({
    async *follow(_, signal) {
      yield { kind: "All", objects: [aServer()] };
      await new Promise(resolve => {
        signal.addEventListener("abort", resolve);
      });
      throw new Error("This operation was aborted");
    },
  });

  it("takes a request that was cut short for an end, and nothing else", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const kept = keepUp(cutShort(), { selection: {}, signal: stop.signal }, objects => {
      seen.push(objects.size);
    });
    await settle();
    stop.abort();
    await kept;
    expect(seen).toEqual([1]);
    const broken = new FakeWatch<Server>();
    broken.failure = new Error("forbidden");
    const never = new AbortController().signal;
    await expect(keepUp(broken, { selection: {}, signal: never }, () => undefined)).rejects.toThrow(
      "forbidden",
    );
  });
});
