import { reconcileNode } from "../../../../lib/reconcilers/node/reconcile";
import { FakeStore } from "../../../fakes/objects";

describe("reconcileNode", () => {
  it("wakes the Servers of its name, and the operations that wait for a Node", async () => {
    const store = new FakeStore();
    const spec = { serverRef: { name: "w1" }, operation: "repave" as const };
    store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.0.0.1" } });
    store.servers.put({ metadata: { name: "w2" }, spec: { ipv4: "10.0.0.2" } });
    store.operations.put({ metadata: { name: "early" }, spec });
    store.operations.put({
      metadata: { name: "waiting" },
      spec,
      status: {
        conditions: [
          {
            type: "Bootstrapped",
            status: "True",
            reason: "StepsSucceeded",
            message: "",
            lastTransitionTime: "2026-01-01T00:00:00Z",
          },
        ],
      },
    });
    const woken: string[] = [];
    const wake = {
      server: (key: string) => woken.push(`server ${key}`),
      operation: (key: string) => woken.push(`operation ${key}`),
      operationWithin: () => undefined,
      routerWithin: () => undefined,
      router: () => undefined,
      profile: () => undefined,
    };
    await reconcileNode({ store, wake }, { namespace: "", name: "w1" });
    expect(woken).toEqual(["server dc/w1", "operation dc/waiting"]);
  });
});
