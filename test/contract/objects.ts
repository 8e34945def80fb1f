import type { Operation } from "../../lib/api/operation.generated";
import type { Router } from "../../lib/api/router.generated";
import type { Server } from "../../lib/api/server.generated";
import type { Objects } from "../../lib/ports/objects";
import { aWait } from "../fakes/samples";

/** What a suite of `Objects` runs against: each kind for what the module does with it. */
export interface ObjectsBench {
  readonly servers: Objects<Server>;
  readonly routers: Objects<Router>;
  readonly operations: Objects<Operation>;
  readonly namespace: string;
  /** Puts a Server there, as a user would. */
  put(name: string, ipv4: string): Promise<void>;
  /** Puts an Operation there, as a user would. */
  order(name: string): Promise<void>;
  /** Asks for the Operation to be deleted, as a user would, and does not wait. */
  cancel(name: string): Promise<void>;
  /** Has a namespace that is being deleted, until `close`; its name. */
  going(): Promise<string>;
  close(): Promise<void>;
}

const FINALIZER = "stargate.io/cleanup";

/** What every `Objects` does, the fake one included. */
export function describeObjects(name: string, make: () => Promise<ObjectsBench>): void {
  describe(`${name} as Objects`, () => {
    let bench: ObjectsBench;

    beforeAll(async () => {
      bench = await make();
      await bench.put("a", "10.0.0.1");
      await bench.put("b", "10.0.0.2");
    });

    afterAll(async () => {
      await bench.close();
    });

    const keyOf = (object: string) => ({ namespace: bench.namespace, name: object });

    it("gets what is there, and nothing of what is not", async () => {
      expect((await bench.servers.get(keyOf("a")))?.spec.ipv4).toBe("10.0.0.1");
      expect(await bench.servers.get(keyOf("nobody"))).toBeUndefined();
    });

    it("creates nothing in a namespace that is being deleted, and says that it is", async () => {
      const namespace = await bench.going();
      const operation = {
        metadata: { namespace, name: "late" },
        spec: { serverRef: { name: "nobody" }, operation: "reset" },
      } satisfies Partial<Operation> as Operation;
      await expect(bench.operations.create(operation)).rejects.toMatchObject({
        name: "NamespaceTerminating",
        reason: "NamespaceTerminating",
      });
    });

    it("lists by namespace and by field", async () => {
      const all = await bench.servers.list({ namespace: bench.namespace });
      expect(all.map(server => server.metadata?.name)).toEqual(["a", "b"]);
      const [one, ...more] = await bench.servers.list({ field: ["metadata.name", "b"] });
      expect([one?.spec.ipv4, more]).toEqual(["10.0.0.2", []]);
      expect(await bench.servers.list({ namespace: "nowhere" })).toEqual([]);
    });

    it("writes a status, and takes away what the new one lacks", async () => {
      await bench.servers.updateStatus(keyOf("a"), () => ({ mac: "x", message: "first" }));
      const after = await bench.servers.updateStatus(keyOf("a"), ({ status }) => {
        expect(status).toMatchObject({ mac: "x", message: "first" });
        return { message: "second" };
      });
      expect(after?.status).toEqual({ message: "second" });
    });

    it("takes away what a new wait lacks, too: its object has no namespace, or there is none", async () => {
      for (const waitingFor of [
        aWait("SecretNotFound", "Secret dc1/ssh"),
        aWait("NodeNotReady", "Node w1"),
        aWait("RunsLimited"),
      ]) {
        const after = await bench.servers.updateStatus(keyOf("a"), () => ({ waitingFor }));
        expect(after?.status).toEqual({ waitingFor });
      }
    });

    it("writes nothing when nothing changes, or nothing is wanted", async () => {
      const before = await bench.servers.get(keyOf("b"));
      await bench.servers.updateStatus(keyOf("b"), () => undefined);
      await bench.servers.updateStatus(keyOf("b"), () => ({ message: "same" }));
      const once = await bench.servers.get(keyOf("b"));
      await bench.servers.updateStatus(
        keyOf("b"),
        () => ({ message: "same", mac: undefined }) as never,
      );
      const twice = await bench.servers.get(keyOf("b"));
      expect(once?.metadata?.resourceVersion).not.toBe(before?.metadata?.resourceVersion);
      expect(twice?.metadata?.resourceVersion).toBe(once?.metadata?.resourceVersion);
    });

    it("asks again when somebody was faster, so that neither write is lost", async () => {
      let isFirst = true;
      const racing = async (): Promise<void> => {
        await bench.servers.updateStatus(keyOf("a"), ({ status }) => ({ ...status, mac: "racer" }));
      };
      const race: Promise<void>[] = [];
      await bench.servers.updateStatus(keyOf("a"), ({ status }) => {
        if (isFirst) {
          isFirst = false;
          race.push(racing());
        }
        return { ...status, message: "mine" };
      });
      await Promise.all(race);
      expect((await bench.servers.get(keyOf("a")))?.status).toMatchObject({
        mac: "racer",
        message: "mine",
      });
    });

    it("does not call for the status of what is gone", async () => {
      const change = jest.fn();
      expect(await bench.servers.updateStatus(keyOf("nobody"), change)).toBeUndefined();
      expect(change).not.toHaveBeenCalled();
    });

    it("creates, and leaves what is there already as it is", async () => {
      const metadata = keyOf("router-d");
      const first = await bench.routers.create(routerAt(metadata, "100.64.7.4"));
      expect(await bench.routers.create(routerAt(metadata, "100.64.7.5"))).toBeUndefined();
      const kept = await bench.routers.get(metadata);
      expect(kept?.spec.tailscaleIP).toBe("100.64.7.4");
      expect(kept?.metadata?.uid).toBe(first?.metadata?.uid);
    });

    it("deletes, and does not mind when there is nothing", async () => {
      await bench.routers.create(routerAt(keyOf("router-c"), "100.64.7.3"));
      await bench.routers.delete(keyOf("router-c"));
      await bench.routers.delete(keyOf("router-c"));
      expect(await bench.routers.get(keyOf("router-c"))).toBeUndefined();
    });

    describe("finalizers", () => {
      async function ordered(name: string): Promise<Operation> {
        await bench.order(name);
        return (await bench.operations.get(keyOf(name)))!;
      }

      const finalizersOf = async (name: string): Promise<readonly string[] | undefined> => {
        const operation = await bench.operations.get(keyOf(name));
        return operation === undefined ? undefined : (operation.metadata?.finalizers ?? []);
      };

      it("are added once, and removed once", async () => {
        const operation = await ordered("op-once");
        expect(await bench.operations.addFinalizer(operation, FINALIZER)).toBe(true);
        expect(await bench.operations.addFinalizer(operation, FINALIZER)).toBe(true);
        expect(await finalizersOf("op-once")).toEqual([FINALIZER]);
        await bench.operations.removeFinalizer(operation, FINALIZER);
        await bench.operations.removeFinalizer(operation, FINALIZER);
        expect(await finalizersOf("op-once")).toEqual([]);
      });

      it("of others are kept", async () => {
        const operation = await ordered("op-others");
        await bench.operations.addFinalizer(operation, "example.com/theirs");
        await bench.operations.addFinalizer(operation, FINALIZER);
        await bench.operations.removeFinalizer(operation, FINALIZER);
        expect(await finalizersOf("op-others")).toEqual(["example.com/theirs"]);
        await bench.operations.removeFinalizer(operation, "example.com/theirs");
      });

      it("change nothing when there is nothing to change", async () => {
        const operation = await ordered("op-still");
        await bench.operations.removeFinalizer(operation, FINALIZER);
        const after = await bench.operations.get(keyOf("op-still"));
        expect(after?.metadata?.resourceVersion).toBe(operation.metadata?.resourceVersion);
      });

      it("are added by two at once, and neither is lost", async () => {
        const operation = await ordered("op-race");
        const all = [1, 2, 3].map(number => `example.com/f${number}`);
        await Promise.all(all.map(each => bench.operations.addFinalizer(operation, each)));
        expect([...((await finalizersOf("op-race")) ?? [])].sort()).toEqual(all);
        await Promise.all(all.map(each => bench.operations.removeFinalizer(operation, each)));
        expect(await finalizersOf("op-race")).toEqual([]);
      });

      it("hold an object that is deleted, and let it go with the last one", async () => {
        const operation = await ordered("op-held");
        await bench.operations.addFinalizer(operation, FINALIZER);
        await bench.cancel("op-held");
        const held = await bench.operations.get(keyOf("op-held"));
        expect(held?.metadata?.deletionTimestamp).toBeDefined();
        await bench.operations.removeFinalizer(operation, FINALIZER);
        expect(await finalizersOf("op-held")).toBeUndefined();
        await bench.operations.removeFinalizer(operation, FINALIZER);
      });

      it("are not added to what is gone", async () => {
        const operation = await ordered("op-gone");
        await bench.cancel("op-gone");
        expect(await bench.operations.addFinalizer(operation, FINALIZER)).toBe(false);
        expect(await finalizersOf("op-gone")).toBeUndefined();
      });

      it("are not added to what is being deleted", async () => {
        const operation = await ordered("op-late");
        await bench.operations.addFinalizer(operation, "example.com/theirs");
        await bench.cancel("op-late");
        expect(await bench.operations.addFinalizer(operation, FINALIZER)).toBe(false);
        expect(await finalizersOf("op-late")).toEqual(["example.com/theirs"]);
        await bench.operations.removeFinalizer(operation, "example.com/theirs");
      });

      it("of another object of the same name are not touched", async () => {
        const old = await ordered("op-again");
        await bench.cancel("op-again");
        const successor = await ordered("op-again");
        expect(await bench.operations.addFinalizer(old, FINALIZER)).toBe(false);
        expect(await finalizersOf("op-again")).toEqual([]);
        await bench.operations.addFinalizer(successor, FINALIZER);
        await bench.operations.removeFinalizer(old, FINALIZER);
        expect(await finalizersOf("op-again")).toEqual([FINALIZER]);
        await bench.operations.removeFinalizer(successor, FINALIZER);
      });
    });
  });
}

function routerAt(metadata: { namespace: string; name: string }, tailscaleIP: string): Router {
  return { metadata, spec: { tailscaleIP } } as Router;
}
