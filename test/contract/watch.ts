import type { Server } from "../../lib/api/server.generated";
import type { Change, Watch } from "../../lib/ports/watch";

/** What a suite of `Watch` runs against. */
export interface WatchBench {
  readonly servers: Watch<Server>;
  readonly namespace: string;
  /** Puts a Server there, as a user would, or changes it. */
  put(name: string, ipv4: string, labels?: Readonly<Record<string, string>>): Promise<void>;
  delete(name: string): Promise<void>;
  close(): Promise<void>;
}

/** What every `Watch` does, the fake one included. */
export function describeWatch(name: string, make: () => Promise<WatchBench>): void {
  describe(`${name} as Watch`, () => {
    let bench: WatchBench;

    beforeAll(async () => {
      bench = await make();
      await bench.put("a", "10.0.0.1");
      await bench.put("b", "10.0.0.2");
    });

    afterAll(async () => {
      await bench.close();
    });

    const follow = (field?: readonly [string, string]) => {
      const stop = new AbortController();
      const selection = { namespace: bench.namespace, ...(field === undefined ? {} : { field }) };
      return { stop, changes: bench.servers.follow(selection, stop.signal) };
    };

    it("begins with all, tells each change in its order, and ends when it is told to", async () => {
      const { stop, changes } = follow();
      const told = [wordsOf(await next(changes))];
      for (const act of [
        () => bench.put("c", "10.0.0.3"),
        () => bench.put("a", "10.0.0.9"),
        () => bench.delete("c"),
      ]) {
        const [change] = await Promise.all([next(changes), act()]);
        told.push(wordsOf(change));
      }
      expect(told).toEqual([
        "All a=10.0.0.1 b=10.0.0.2",
        "Put c=10.0.0.3",
        "Put a=10.0.0.9",
        "Gone c=10.0.0.3",
      ]);
      stop.abort();
      expect((await changes.next()).done).toBe(true);
    });

    it("tells of what has the labels only", async () => {
      await bench.put("labelled", "10.0.0.7", { rack: "a" });
      const selection = { namespace: bench.namespace, labels: "rack=a" };
      const stop = new AbortController();
      const changes = bench.servers.follow(selection, stop.signal);
      expect(wordsOf(await next(changes))).toBe("All labelled=10.0.0.7");
      const [change] = await Promise.all([next(changes), bench.delete("labelled")]);
      expect(wordsOf(change)).toBe("Gone labelled=10.0.0.7");
      stop.abort();
    });

    it("rejects a selector that is none", async () => {
      const selection = { namespace: bench.namespace, labels: "rack in" };
      const changes = bench.servers.follow(selection, new AbortController().signal);
      await expect(next(changes)).rejects.toThrow("unable to parse requirement");
    });

    it("tells of what is selected only", async () => {
      const { changes } = follow(["metadata.name", "b"]);
      const first = wordsOf(await next(changes));
      await bench.put("d", "10.0.0.4");
      const [change] = await Promise.all([next(changes), bench.put("b", "10.0.0.8")]);
      expect([first, wordsOf(change)]).toEqual(["All b=10.0.0.2", "Put b=10.0.0.8"]);
      await changes.return();
    });

    it("stops in the middle of waiting", async () => {
      const { stop, changes } = follow(["metadata.name", "nobody"]);
      expect(wordsOf(await next(changes))).toBe("All");
      const ended = changes.next();
      stop.abort();
      expect((await ended).done).toBe(true);
    });
  });
}

async function next(
  changes: AsyncGenerator<Change<Server>, void, undefined>,
): Promise<Change<Server>> {
  const { value } = await changes.next();
  if (value === undefined) {
    throw new Error("the watch ended");
  }
  return value;
}

function wordsOf(change: Change<Server>): string {
  const objects = change.kind === "All" ? change.objects : [change.object];
  const words = objects.map(({ metadata, spec }) => `${metadata?.name ?? ""}=${spec.ipv4}`);
  return [change.kind, ...words].join(" ");
}
