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

  function version(resourceVersion: string, uid = "1"): Operation {
    const operation = anOperation({ metadata: { uid } });
    return { ...operation, metadata: { ...operation.metadata, resourceVersion } };
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
    index.see(version("2"));
    index.lose(version("3"));
    index.see(version("2"));
    expect(await names()).toEqual([]);
  });

  it("lets an older word change nothing", async () => {
    await index.refill();
    index.see(version("10"));
    index.see(version("9"));
    index.lose(version("9"));
    expect((await index.of(SERVER)).map(({ metadata }) => metadata?.resourceVersion)).toEqual([
      "10",
    ]);
  });

  it("knows better than a watch that takes for deleted what it missed in a list", async () => {
    const { metadata } = there("a");
    await index.refill();
    const [live] = await index.of(SERVER);
    index.lose(live!);
    expect(await names()).toEqual([]);
    await index.refill();
    expect(await names()).toEqual(["a"]);
    index.lose(live!);
    const resourceVersion = String(Number(metadata?.resourceVersion) + 1);
    index.see({ ...live!, metadata: { ...live!.metadata, resourceVersion } });
    expect(await names()).toEqual(["a"]);
  });

  it("knows what a restored API server has, whose versions are lower than before", async () => {
    const { metadata, spec } = there("a");
    await index.refill();
    index.see({ metadata: { ...metadata, resourceVersion: "9000" }, spec } as Operation);
    await index.refill();
    expect((await index.of(SERVER))[0]?.metadata?.resourceVersion).toBe(metadata?.resourceVersion);
  });

  it("takes the later word where versions are no numbers", async () => {
    await index.refill();
    index.see(version("b"));
    index.see(version("a"));
    expect((await index.of(SERVER))[0]?.metadata?.resourceVersion).toBe("a");
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

  it("knows what is there in the end, however late and often it was told of what", async () => {
    const life = fc.record({
      uid: fc.constantFrom("1", "2", "3"),
      versions: fc.integer({ min: 1, max: 5 }),
      isDeleted: fc.boolean(),
    });
    const lives = fc.uniqueArray(life, { selector: ({ uid }) => uid });
    const words = lives.chain(all => {
      const told = all.flatMap(({ uid, versions, isDeleted }) => [
        ...Array.from({ length: versions }, (_, at) => ({ uid, version: at + 1, isEnd: false })),
        ...(isDeleted ? [{ uid, version: versions + 1, isEnd: true }] : []),
      ]);
      const shuffled = fc.shuffledSubarray([...told, ...told], {
        minLength: 2 * told.length,
        maxLength: 2 * told.length,
      });
      return fc.tuple(fc.constant(all), shuffled);
    });
    await fc.assert(
      fc.asyncProperty(words, async ([all, told]) => {
        const heard = new OperationIndex(new FakeStore().operations);
        await heard.refill();
        for (const { uid, version: number, isEnd } of told) {
          const operation = version(String(number), uid);
          if (isEnd) {
            heard.lose(operation);
          } else {
            heard.see(operation);
          }
        }
        const known = (await heard.of(SERVER)).map(
          ({ metadata }) => `${metadata?.uid}/${metadata?.resourceVersion}`,
        );
        const alive = all.filter(({ isDeleted }) => !isDeleted);
        expect(known.toSorted()).toEqual(
          alive.map(({ uid, versions }) => `${uid}/${versions}`).toSorted(),
        );
      }),
    );
  });
});
