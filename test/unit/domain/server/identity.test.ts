import type { ServerSpec, ServerStatus } from "../../../../lib/api/server.generated";
import { serverViolations } from "../../../../lib/domain/server/admission";
import { identityViolations } from "../../../../lib/domain/server/identity";
import { aServer } from "../../../fakes/samples";

const MAC = "60:45:bd:5c:3f:6f";
const NODE: ServerStatus = { nodeName: "w1" };

function fieldsOf(
  was: Partial<ServerSpec>,
  now: Partial<ServerSpec>,
  status: ServerStatus = NODE,
): string[] {
  const before = aServer({ spec: was, status });
  return identityViolations(aServer({ spec: now, status }), before).map(({ field }) => field);
}

describe("identityViolations", () => {
  it("lets everything change while there is no Node", () => {
    const now: Partial<ServerSpec> = { ipv4: "10.50.1.6", mac: MAC, provider: "azure" };
    expect(fieldsOf({}, now, {})).toEqual([]);
    expect(identityViolations(aServer({ spec: now }), aServer())).toEqual([]);
  });

  it("fixes provider, address and MAC of a Node, and names each", () => {
    const now: Partial<ServerSpec> = {
      ipv4: "10.50.1.6",
      mac: "02:00:00:00:00:01",
      provider: "qemu",
    };
    expect(fieldsOf({ mac: MAC }, now)).toEqual(["spec.provider", "spec.ipv4", "spec.mac"]);
    expect(fieldsOf({ mac: MAC, provider: "qemu" }, {})).toEqual(["spec.provider", "spec.mac"]);
  });

  it("takes the default provider for no change", () => {
    expect(fieldsOf({}, { provider: "baremetal" })).toEqual([]);
    expect(fieldsOf({ provider: "baremetal" }, {})).toEqual([]);
  });

  it("lets a MAC be added that was found, or of which nothing is known", () => {
    expect(fieldsOf({}, { mac: MAC }, { ...NODE, mac: MAC })).toEqual([]);
    expect(fieldsOf({}, { mac: MAC })).toEqual([]);
    expect(fieldsOf({}, { mac: MAC }, { ...NODE, mac: "02:00:00:00:00:01" })).toEqual(["spec.mac"]);
  });

  it("lets a router get another address, and what is no identity change", () => {
    const was: Partial<ServerSpec> = { routerIP: "100.64.0.9" };
    expect(
      fieldsOf(was, {
        routerIP: "100.65.32.1",
        paused: true,
        sshPort: 2222,
        provisioningProfile: "p",
      }),
    ).toEqual([]);
  });

  it("says what is fixed, why, and what to do", () => {
    const before = aServer({ status: NODE });
    expect(serverViolations(aServer({ spec: { ipv4: "10.50.1.6" } }), before)).toEqual([
      {
        field: "spec.ipv4",
        message:
          "cannot be changed while the server is Node w1: another address is another server; delete that Node first, or create another Server",
      },
    ]);
  });
});
