import type { Server } from "../../../../lib/api/server.generated";
import {
  clash,
  claimsOf,
  precedingRival,
  rivalsOf,
  yielding,
} from "../../../../lib/domain/server/claims";
import { aServer, laterBy } from "../../../fakes/samples";

const MAC = "60:45:bd:5c:3f:6f";

function serverOf(
  name: string,
  spec: Partial<Server["spec"]>,
  { seconds = 0, namespace = "dc1" } = {},
): Server {
  const creationTimestamp = laterBy(seconds) as unknown as Date;
  return aServer({ metadata: { namespace, name, uid: `uid-${name}`, creationTimestamp }, spec });
}

describe("claimsOf", () => {
  it("are the name, the NIC and the address behind the router", () => {
    const spec = { mac: MAC, ipv4: "10.50.1.5", routerIP: "100.64.0.9" };
    expect(claimsOf(serverOf("w1", spec)).map(({ key }) => key)).toEqual([
      "name w1",
      `mac ${MAC}`,
      "address 10.50.1.5 100.64.0.9",
    ]);
  });

  it("take the NIC that was found where none is named, and no name where there is none", () => {
    const found = { ...serverOf("w1", {}), status: { mac: MAC } };
    expect(claimsOf(found)).toContainEqual({
      kind: "DuplicateMac",
      key: `mac ${MAC}`,
      field: "status.mac",
      value: MAC,
    });
    const named = { ...serverOf("w1", { mac: MAC }), status: { mac: MAC } };
    expect(claimsOf(named).map(({ field }) => field)).toContain("spec.mac");
    expect(claimsOf({ spec: { ipv4: "10.50.1.5" } } as Server)).toHaveLength(2);
  });
});

describe("rivalsOf", () => {
  it("are other Servers that claim the same, the name first, then the oldest", () => {
    const one = serverOf("w1", { mac: MAC, ipv4: "10.50.1.5" });
    const namesake = serverOf("w1", { ipv4: "10.50.1.7" }, { namespace: "dc2" });
    const twin = serverOf("w2", { mac: MAC, ipv4: "10.50.1.5" }, { seconds: 5 });
    const elder = serverOf("w3", { mac: MAC, ipv4: "10.50.1.8" });
    const stranger = serverOf("w4", { ipv4: "10.50.1.9" });
    const rivals = rivalsOf(one, [twin, one, stranger, elder, namesake]);
    expect(rivals.map(({ claim, server }) => [claim.kind, server.metadata?.name])).toEqual([
      ["DuplicateName", "w1"],
      ["DuplicateMac", "w3"],
      ["DuplicateMac", "w2"],
      ["DuplicateAddress", "w2"],
    ]);
  });

  it("are none behind another router", () => {
    const one = serverOf("w1", { ipv4: "10.50.1.5", routerIP: "100.64.0.9" });
    const other = serverOf("w2", { ipv4: "10.50.1.5", routerIP: "100.64.0.10" });
    expect(rivalsOf(one, [other, serverOf("w3", { ipv4: "10.50.1.5" })])).toEqual([]);
  });
});

describe("precedingRival", () => {
  const older = serverOf("w1", { mac: MAC });
  const younger = serverOf("w2", { mac: MAC, ipv4: "10.50.1.6" }, { seconds: 1 });

  it("is the older one; the older one itself has none", () => {
    expect(precedingRival(younger, [older, younger])?.server).toBe(older);
    expect(precedingRival(older, [older, younger])).toBeUndefined();
  });

  it("is the same one for both where both are of one second", () => {
    const a = serverOf("a", { mac: MAC });
    const b = serverOf("b", { mac: MAC, ipv4: "10.50.1.6" });
    expect(precedingRival(b, [a, b])?.server).toBe(a);
    expect(precedingRival(a, [a, b])).toBeUndefined();
  });

  it("bears Servers without metadata", () => {
    const bare = { spec: { ipv4: "10.50.1.5" } } as Server;
    expect(precedingRival(bare, [older])).toBeUndefined();
  });
});

describe("clash", () => {
  const routerIP = "100.64.0.9";
  const other = (spec: Partial<Server["spec"]>, name = "w2"): Server =>
    serverOf(name, spec, { namespace: "dc2" });
  const wordsOf = (spec: Partial<Server["spec"]>, rival: Server): readonly string[] =>
    rivalsOf(serverOf("w1", spec), [rival]).map(clash);

  it("names the value, the other Server and the remedy", () => {
    expect(wordsOf({}, other({ ipv4: "10.50.1.9" }, "w1"))).toEqual([
      '"w1" is also the name of Server dc2/w1, and both would be Node w1; give one of them another name',
    ]);
    expect(wordsOf({ mac: MAC }, other({ mac: MAC, ipv4: "10.50.1.9" }))).toEqual([
      `"${MAC}" is also the MAC address of Server dc2/w2, and a NIC is in one server; correct the wrong one`,
    ]);
    const found = { ...serverOf("w1", { ipv4: "10.50.1.8" }), status: { mac: MAC } };
    expect(rivalsOf(found, [other({ mac: MAC })]).map(clash)).toEqual([
      `"${MAC}" is also the MAC address of Server dc2/w2, and a NIC is in one server; it was found on the host: write the server's own to spec.mac, or correct that of Server dc2/w2`,
    ]);
    expect(wordsOf({ routerIP }, other({ routerIP }))).toEqual([
      '"10.50.1.5" is also the address of Server dc2/w2, which is behind the same router 100.64.0.9; correct the wrong one, or delete Server dc2/w2 first',
    ]);
    expect(wordsOf({}, other({}))).toEqual([
      '"10.50.1.5" is also the address of Server dc2/w2, which has no router either; correct the wrong one, or delete Server dc2/w2 first',
    ]);
  });
});

describe("yielding", () => {
  it("is a reason, a message with the field, and what is waited for", () => {
    const older = serverOf("w1", { mac: MAC });
    const rival = precedingRival(serverOf("w2", { mac: MAC, ipv4: "10.50.1.6" }), [older])!;
    expect(yielding(rival)).toEqual({
      reason: "DuplicateMac",
      message: `spec.mac: ${clash(rival)}`,
      object: { kind: "Server", namespace: "dc1", name: "w1" },
    });
  });
});
