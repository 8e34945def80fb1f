import fc from "fast-check";
import type { Operation } from "../../../lib/api/operation.generated";
import { keyOf } from "../../../lib/domain/key";
import { OperationIndex } from "../../../lib/runtime/operation-index";
import { FakeStore } from "../../fakes/objects";
import { anOperation } from "../../fakes/samples";

const SERVER = { namespace: "dc1", name: "w1" };

describe("OperationIndex", () => {
  let store: FakeStore;
  let index: OperationIndex;

  beforeEach(() => {
    store = new FakeStore();
    index = new OperationIndex(store.operations);
  });

  function there(name: string, server = "w1"): Operation {
    return store.operations.put({
      metadata: { namespace: "dc1", name },
      spec: { operation: "repave", serverRef: { name: server } },
    });
  }

  async function names(server = "w1"): Promise<string[]> {
    const operations = await index.of({ ...SERVER, name: server });
    return operations.map(operation => keyOf(operation).name).toSorted();
  }

  it("asks the API server until it was filled, and then no more", async () => {
    there("a");
    index.see(anOperation({ metadata: { name: "b" } }));
    expect(await names()).toEqual(["a"]);
    await index.refill();
    there("c");
    expect(await names()).toEqual(["a"]);
  });

  it("tells the operations of one server from those of others, and of one of its name elsewhere", async () => {
    there("a");
    there("b", "w2");
    await index.refill();
    index.see(anOperation({ metadata: { namespace: "dc2", name: "c" } }));
    expect(await names()).toEqual(["a"]);
    expect(await names("w2")).toEqual(["b"]);
  });

  it("knows an operation as it was told of last, but for what is long", async () => {
    await index.refill();
    const operation = anOperation({ status: { message: "one", logTail: "long", steps: [] } });
    index.see(operation);
    index.see({ ...operation, status: { ...operation.status, message: "two" } });
    expect((await index.of(SERVER)).map(({ status }) => status)).toEqual([{ message: "two" }]);
  });

  it("lets a late word of what is gone not bring it back", async () => {
    await index.refill();
    const operation = anOperation();
    index.see(operation);
    index.lose(operation);
    index.see(operation);
    expect(await names()).toEqual([]);
  });

  it("tells an operation from one of its name before", async () => {
    await index.refill();
    const [before, after] = ["1", "2"].map(uid => anOperation({ metadata: { uid } }));
    index.see(before!);
    index.see(after!);
    index.lose(before!);
    expect((await index.of(SERVER)).map(({ metadata }) => metadata?.uid)).toEqual(["2"]);
  });

  it("puts right what the watch missed", async () => {
    await index.refill();
    index.see(anOperation({ metadata: { name: "gone", uid: "gone" } }));
    there("missed");
    await index.refill();
    expect(await names()).toEqual(["missed"]);
  });

  it("believes the watch where it told of something while a list was under way", async () => {
    const [old, deleted] = [there("old"), there("deleted")];
    const list = store.operations.list.bind(store.operations);
    store.operations.list = async () => {
      const listed = await list();
      index.lose(deleted);
      index.see({ ...old, status: { message: "newer" } });
      index.see(anOperation({ metadata: { name: "new", uid: "new" } }));
      return listed;
    };
    await index.refill();
    expect(await names()).toEqual(["new", "old"]);
    const known = await index.of(SERVER);
    expect(known.find(({ metadata }) => metadata?.name === "old")?.status?.message).toBe("newer");
  });

  it("stays as it is when a list fails", async () => {
    await index.refill();
    index.see(anOperation());
    store.operations.list = () => Promise.reject(new Error("away"));
    await expect(index.refill()).rejects.toThrow("away");
    expect(await names()).toEqual(["op1"]);
  });

  it("always knows what was told and not lost", async () => {
    const word = fc.record({
      uid: fc.constantFrom("1", "2", "3", "4"),
      what: fc.constantFrom("see", "lose"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(word), async words => {
        const told = new OperationIndex(new FakeStore().operations);
        await told.refill();
        const expected = new Set<string>();
        const lost = new Set<string>();
        for (const { uid, what } of words) {
          const operation = anOperation({ metadata: { uid, name: uid } });
          if (what === "see") {
            told.see(operation);
            if (!lost.has(uid)) {
              expected.add(uid);
            }
          } else {
            told.lose(operation);
            expected.delete(uid);
            lost.add(uid);
          }
        }
        const known = (await told.of(SERVER)).map(({ metadata }) => metadata?.uid);
        expect(known.toSorted()).toEqual([...expected].toSorted());
      }),
    );
  });
});
