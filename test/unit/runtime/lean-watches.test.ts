import { keepLittle } from "../../../lib/runtime/lean-watches";
import { anOperation } from "../../fakes/samples";

interface TestBinding {
  readonly isWatch?: boolean;
  watchCallback?: (object: object, phase: string) => unknown;
}

describe("keepLittle", () => {
  const told: string[] = [];
  const callback = (object: object, phase: string) => {
    told.push(`${phase} ${JSON.stringify(object)}`);
  };

  beforeEach(() => {
    told.length = 0;
  });

  it("shows the callback all of an object, and leaves what a watch and a filter ask for", async () => {
    const bindings: TestBinding[] = [{ isWatch: true, watchCallback: callback }];
    keepLittle({ bindings });
    const operation = anOperation({
      metadata: { labels: { a: "b" }, annotations: { c: "d" } },
      status: { message: "long" },
    });
    Object.assign(operation.metadata!, { resourceVersion: "7" });
    const before = structuredClone(operation);
    await bindings[0]!.watchCallback!(operation, "ADDED");
    expect(told).toEqual([`ADDED ${JSON.stringify(before)}`]);
    const { name, namespace, uid, generation } = before.metadata!;
    expect(operation.metadata).toEqual({
      ...{ name, namespace, uid, generation },
      ...{ labels: { a: "b" }, resourceVersion: "7" },
    });
    expect(operation.status).toBeUndefined();
    expect(operation.spec).toEqual(before.spec);
  });

  it("leaves as little where the callback fails, and passes the failure on", async () => {
    const failing = () => Promise.reject(new Error("no"));
    const bindings: TestBinding[] = [{ isWatch: true, watchCallback: failing }];
    keepLittle({ bindings });
    const operation = anOperation({ status: { message: "long" } });
    await expect(bindings[0]!.watchCallback!(operation, "ADDED")).rejects.toThrow("no");
    expect(operation.status).toBeUndefined();
  });

  it("leaves webhooks alone", () => {
    const bindings: TestBinding[] = [{ watchCallback: callback }, { isWatch: true }];
    keepLittle({ bindings });
    expect(bindings[0]!.watchCallback).toBe(callback);
    expect(bindings[1]!.watchCallback).toBeUndefined();
  });
});
