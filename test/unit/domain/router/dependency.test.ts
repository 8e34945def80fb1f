import type { Reason } from "../../../../lib/api/conditions";
import { dependencyOf, routerSecret } from "../../../../lib/domain/router/dependency";
import { aCondition, aRouter } from "../../../fakes/samples";

const OWN = { sshCredentialsSecretRef: "ssh" };

function judged(reason: Reason, status: "True" | "False" = "False") {
  return aRouter({ spec: OWN, status: { conditions: [aCondition("Ready", status, { reason })] } });
}

describe("routerSecret", () => {
  it("is the one that the Router names, in its own namespace", () => {
    expect(routerSecret(aRouter({ spec: OWN }))).toEqual({ namespace: "dc1", name: "ssh" });
  });

  it("is in no namespace for a Router that was never stored", () => {
    const { spec } = aRouter({ spec: OWN });
    expect(routerSecret({ spec })).toEqual({ namespace: "", name: "ssh" });
  });

  it("is the one of all routers where the Router names none", () => {
    const shared = { namespace: "pepr-system", name: "stargate-router-ssh" };
    expect(routerSecret(aRouter())).toEqual(shared);
  });
});

describe("dependencyOf", () => {
  it.each<[Reason, string]>([
    ["SecretNotFound", "Secret/dc1/ssh"],
    ["SecretForbidden", "RoleBinding/dc1/stargate-inventory"],
  ])("names what must appear: %s", (reason, what) => {
    expect(dependencyOf(judged(reason))).toBe(what);
  });

  it("is nothing for a router that has not been looked at, does not answer, or answers", () => {
    expect(dependencyOf(aRouter())).toBeUndefined();
    expect(dependencyOf(judged("JumpUnreachable"))).toBeUndefined();
    expect(dependencyOf(judged("Connected", "True"))).toBeUndefined();
  });
});
