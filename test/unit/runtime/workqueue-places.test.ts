import { WorkQueue } from "../../../lib/runtime/workqueue";
import { FakeClock, settle } from "../../fakes/clock";

describe("A place in a queue", () => {
  let passes: string[];
  let leaves: Map<string, () => void>;
  let ends: Map<string, () => void>;
  let queue: WorkQueue;

  beforeEach(() => {
    passes = [];
    leaves = new Map();
    ends = new Map();
    queue = new WorkQueue({
      clock: new FakeClock(),
      concurrency: 1,
      onFailure: () => undefined,
      reconcile: async (key, _, leave) => {
        passes.push(key);
        leaves.set(key, leave);
        await new Promise<void>(resolve => ends.set(key, resolve));
        return undefined;
      },
    });
  });

  async function add(...keys: string[]): Promise<void> {
    keys.forEach(key => queue.add(key));
    await settle();
  }

  async function leave(key: string): Promise<void> {
    leaves.get(key)!();
    await settle();
  }

  async function end(key: string): Promise<void> {
    ends.get(key)!();
    await settle();
  }

  it("goes to the one that asked next, once it is left", async () => {
    await add("a", "b", "c");
    expect(passes).toEqual(["a"]);
    await leave("a");
    expect(passes).toEqual(["a", "b"]);
    await end("a");
    expect(passes).toEqual(["a", "b"]);
    await end("b");
    expect(passes).toEqual(["a", "b", "c"]);
  });

  it("is left once, and not by a pass that is over", async () => {
    await add("a", "b", "c");
    await leave("a");
    await leave("a");
    expect(passes).toEqual(["a", "b"]);
    await end("a");
    await add("a");
    await leave("a");
    expect(passes).toEqual(["a", "b"]);
  });

  it("is none that lets a key run twice at once", async () => {
    await add("a");
    await leave("a");
    await add("a");
    expect(passes).toEqual(["a"]);
    await end("a");
    expect(passes).toEqual(["a", "a"]);
  });
});
