import { routerViolations } from "../../../../lib/domain/router/admission";
import { aHostKey, aRouter } from "../../../fakes/samples";

describe("routerViolations", () => {
  it("has nothing to say of a router with only an address, or with everything", () => {
    expect(routerViolations(aRouter())).toEqual([]);
    const spec = {
      sshCredentialsSecretRef: "router-ssh",
      adminUsername: "azureuser",
      sshPort: 2222,
      hostKeys: [aHostKey().fingerprint],
    };
    expect(routerViolations(aRouter({ spec }))).toEqual([]);
  });

  it.each([
    { field: "spec.tailscaleIP", spec: { tailscaleIP: "router.tailnet.ts.net" } },
    { field: "spec.tailscaleIP", spec: { tailscaleIP: "100.64.0.9/32" } },
    { field: "spec.tailscaleIP", spec: { tailscaleIP: "127.0.0.1" } },
    { field: "spec.sshCredentialsSecretRef", spec: { sshCredentialsSecretRef: "other/x" } },
    { field: "spec.sshCredentialsSecretRef", spec: { sshCredentialsSecretRef: "" } },
    { field: "spec.adminUsername", spec: { adminUsername: "-oProxyCommand=id" } },
    { field: "spec.hostKeys[0]", spec: { hostKeys: ["ssh-dss AAAA"] } },
  ])("refuses $spec by its field $field", ({ field, spec }) => {
    const violations = routerViolations(aRouter({ spec }));
    expect(violations.map(violation => violation.field)).toEqual([field]);
  });

  it("shows value, rule and remedy", () => {
    const [violation] = routerViolations(aRouter({ spec: { tailscaleIP: "rtr" } }));
    expect(violation?.message).toBe(
      `"rtr" is not an IPv4 address; write the router's Tailscale IP (tailscale ip -4), names are not looked up`,
    );
  });

  it("leaves out what was as wrong before", () => {
    const before = aRouter({ spec: { tailscaleIP: "rtr" } });
    const now = aRouter({ spec: { tailscaleIP: "rtr", adminUsername: "X" } });
    expect(routerViolations(now, before).map(({ field }) => field)).toEqual(["spec.adminUsername"]);
  });

  it("lists everything that is wrong, in the order of the fields", () => {
    const spec = {
      tailscaleIP: "x",
      sshCredentialsSecretRef: "X",
      adminUsername: "X",
      hostKeys: ["x"],
    };
    expect(routerViolations(aRouter({ spec })).map(({ field }) => field)).toEqual([
      "spec.tailscaleIP",
      "spec.sshCredentialsSecretRef",
      "spec.adminUsername",
      "spec.hostKeys[0]",
    ]);
  });
});
