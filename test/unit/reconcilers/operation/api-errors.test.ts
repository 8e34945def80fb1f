import { AccessDenied, DependencyMissing } from "../../../../lib/domain/errors";
import { World } from "./world";

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
    expect(world.status.waitingFor).toContain("leases is forbidden");
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

  it("waits while somebody else's token has the ID of its own", async () => {
    const world = new World();
    world.tokens.ensure = () =>
      Promise.reject(
        new DependencyMissing("taken", {
          reason: "TokenTaken",
          waitingFor: "Secret/kube-system/t",
        }),
      );
    await world.pass();
    expect(world.condition("Complete")).toBe("False TokenTaken");
    expect(world.status.waitingFor).toBe("Secret/kube-system/t");
    expect(world.server.starts).toBe(0);
  });
});
