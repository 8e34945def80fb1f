import { subnetViolations } from "../../../../lib/domain/router/subnets";

describe("subnetViolations", () => {
  it("has nothing against no subnets, or subnets that lie side by side", () => {
    expect(subnetViolations(undefined)).toEqual([]);
    expect(subnetViolations(["10.50.1.0/25", "10.50.1.128/25", "192.168.1.0/24"])).toEqual([]);
  });

  it("names the form of each that is no subnet", () => {
    expect(subnetViolations(["10.50.1.5/24", "0.0.0.0/0"]).map(({ field }) => field)).toEqual([
      "spec.subnetCIDRs[0]",
      "spec.subnetCIDRs[1]",
      // Everything is also the tailnet, and the one before.
      "spec.subnetCIDRs[1]",
      "spec.subnetCIDRs[1]",
    ]);
    expect(subnetViolations(["10.50.1.5/24"])[0]?.message).toBe(
      '"10.50.1.5/24" is not an IPv4 subnet; write its first address and its length from 1 to 32, such as 10.50.1.0/24',
    );
  });

  it("leaves what is no text to the schema", () => {
    expect(subnetViolations("10.50.1.0/24")).toEqual([]);
    expect(subnetViolations([7, null, "10.50.1.0/24"])).toEqual([]);
  });

  it("keeps the tailnet out", () => {
    expect(subnetViolations(["100.64.0.0/16"])[0]?.message).toContain(
      '"100.64.0.0/16" overlaps 100.64.0.0/10, the addresses of the tailnet',
    );
  });

  it("names both that overlap", () => {
    expect(subnetViolations(["10.50.0.0/16", "10.50.1.0/24"])).toEqual([
      {
        field: "spec.subnetCIDRs[1]",
        message: '"10.50.1.0/24" overlaps "10.50.0.0/16" of this list; name each address once',
      },
    ]);
  });
});
