import { TAILNET_RANGE } from "../../defaults";
import { isSubnet, overlaps } from "../net/cidr";
import { shown, type Violation, when } from "../violation";

/** What is wrong with a Router's subnets by themselves. Of what is no text the schema tells. */
export function subnetViolations(subnets: unknown): Violation[] {
  const listed: readonly unknown[] = Array.isArray(subnets) ? subnets : [];
  const isText = (subnet: unknown): subnet is string => typeof subnet === "string";
  return listed.flatMap((subnet, index) => {
    if (!isText(subnet)) {
      return [];
    }
    const all = listed.map(other => (isText(other) ? other : ""));
    const field = `spec.subnetCIDRs[${index}]`;
    const twin = all.slice(0, index).find(other => overlaps(other, subnet));
    return [
      ...when(!isSubnet(subnet), field, () => {
        return `${shown(subnet)} is not an IPv4 subnet; write its first address and its length from 1 to 32, such as 10.50.1.0/24`;
      }),
      ...when(overlaps(subnet, TAILNET_RANGE), field, () => {
        return `${shown(subnet)} overlaps ${TAILNET_RANGE}, the addresses of the tailnet; list only the subnets of the datacenter itself`;
      }),
      ...when(twin !== undefined, field, () => {
        return `${shown(subnet)} overlaps ${shown(twin)} of this list; name each address once`;
      }),
    ];
  });
}
