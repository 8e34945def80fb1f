import { routerSecret } from "../../../../lib/domain/router/secret";
import { aRouter } from "../../../fakes/samples";

const OWN = { sshCredentialsSecretRef: "ssh" };

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
