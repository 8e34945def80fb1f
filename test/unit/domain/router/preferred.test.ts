import { isAdopted, preferredRouter } from "../../../../lib/domain/router/preferred";
import type { Router } from "../../../../lib/api/router.generated";
import { aRouter, laterBy } from "../../../fakes/samples";

function routerOf(name: string, seconds: number, adopted = false): Router {
  const router = aRouter({ metadata: { name, uid: name } });
  return {
    ...router,
    metadata: {
      ...router.metadata,
      creationTimestamp: laterBy(seconds) as unknown as Date,
      ...(adopted ? { annotations: { "stargate.io/adopted": "w1" } } : {}),
    },
  };
}

describe("preferredRouter", () => {
  it("prefers a declared one to one that Stargate made, however old", () => {
    const routers = [routerOf("made", 0, true), routerOf("declared", 60)];
    expect(preferredRouter(routers)?.metadata?.name).toBe("declared");
    expect(routers.map(isAdopted)).toEqual([true, false]);
  });

  it("prefers the oldest; of one second, the same each time", () => {
    expect(preferredRouter([routerOf("b", 9), routerOf("a", 1)])?.metadata?.name).toBe("a");
    expect(preferredRouter([routerOf("b", 1), routerOf("a", 1)])?.metadata?.name).toBe("a");
  });

  it("is none of none, and bears a Router without metadata", () => {
    expect(preferredRouter([])).toBeUndefined();
    const bare = [{ spec: { tailscaleIP: "100.64.0.9" } }, { spec: { tailscaleIP: "100.64.0.9" } }];
    expect(preferredRouter(bare as Router[])).toBeDefined();
  });
});
