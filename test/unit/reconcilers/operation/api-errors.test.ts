import { AccessDenied, DependencyMissing } from "../../../../lib/domain/errors";
import { World } from "./world";
import { anObject } from "../../../fakes/samples";

const FORBIDDEN = new AccessDenied("PATCH /leases/x: 403 leases is forbidden", {
  reason: "ApiForbidden",
});

/** Leases may not be written any more; the function that is returned grants it again. */
function forbid({ ports: { leases } }: World): () => void {
  const acquire = leases.acquire.bind(leases);
  leases.acquire = () => Promise.reject(FORBIDDEN);
  return () => {
    leases.acquire = acquire;
  };
}

describe("an operation that the API server refuses something", () => {
  it("waits for the right, and goes on when it is granted", async () => {
    const world = new World();
    const grant = forbid(world);
    await expect(world.pass()).rejects.toBe(FORBIDDEN);
    expect(world.condition("Complete")).toBe("False ApiForbidden");
    expect(world.condition("Failed")).toBe("False InProgress");
    expect(world.awaited).toBe("ApiForbidden");
    expect(world.status.waitingFor?.message).toContain("leases is forbidden");
    grant();
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("does not go without its clean-up for that", async () => {
    const world = new World();
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    await world.store.operations.delete({ namespace: "dc", name: "op" });
    const grant = forbid(world);
    await expect(world.pass()).rejects.toBe(FORBIDDEN);
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
    grant();
    await world.settle();
    expect(world.server.calls).toContain("cancel");
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it.each<[string, (world: World) => void]>([
    [
      "a Node may not be read",
      ({ nodes }) => {
        nodes.get = () => Promise.reject(FORBIDDEN);
      },
    ],
    [
      "a Router may not be made",
      ({ store }) => {
        const server = store.servers.at("w1")!;
        store.servers.put({
          metadata: server.metadata!,
          spec: { ...server.spec, routerIP: "100.64.0.9" },
        });
        store.routers.create = () => Promise.reject(FORBIDDEN);
      },
    ],
  ])("says so when %s", async (_, break_) => {
    const world = new World();
    break_(world);
    await expect(world.pass()).rejects.toBe(FORBIDDEN);
    expect(world.condition("Complete")).toBe("False ApiForbidden");
  });

  it("says so when a defect of ours is in the way, without secrets, and goes on when it is gone", async () => {
    const world = new World();
    const { renderBundle } = world.ports;
    Object.assign(world.ports, {
      renderBundle: () => Promise.reject(new TypeError("hunter2")),
      register: { add: () => undefined, redact: (text: string) => text.replace("hunter2", "***") },
    });
    await expect(world.pass()).rejects.toThrow(TypeError);
    expect(world.condition("Complete")).toBe("False InternalError");
    expect(world.status.message).toBe("a defect of Stargate: TypeError: ***");
    Object.assign(world.ports, { renderBundle });
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("leaves alone how it ended when only letting go of it is refused", async () => {
    const world = new World();
    world.register();
    world.store.operations.removeFinalizer = () => Promise.reject(FORBIDDEN);
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    await expect(world.pass()).rejects.toBe(FORBIDDEN);
    expect(world.condition("Failed")).toBe("True AuthFailed");
    expect(world.status.waitingFor).toBeUndefined();
  });

  it("does not hide an error behind another one", async () => {
    const world = new World();
    world.nodes.get = () => Promise.reject(FORBIDDEN);
    world.store.operations.onWrite = () => {
      throw new Error("the write fails, too");
    };
    await expect(world.pass()).rejects.toBe(FORBIDDEN);
  });

  it("waits while somebody else's token has the ID of its own", async () => {
    const world = new World();
    world.tokens.ensure = () =>
      Promise.reject(
        new DependencyMissing("taken", {
          reason: "TokenTaken",
          object: anObject("Secret kube-system/t"),
        }),
      );
    await world.pass();
    expect(world.condition("Complete")).toBe("False TokenTaken");
    expect(world.awaited).toBe("TokenTaken Secret kube-system/t");
    expect(world.server.starts).toBe(0);
  });
});
