import { IPv4 } from "ipaddr.js";
import { isIpv4 } from "./ipv4";

/** Whether the text is an IPv4 prefix in network form (no bits of a host), and not everything. */
export function isSubnet(text: string): boolean {
  const range = parse(text);
  return (
    range !== undefined &&
    range[1] > 0 &&
    formatted(range) === text &&
    formatted(base(text)) === text
  );
}

/** Whether the address is in the range. What is no IPv4 address or range has no part in another. */
export function contains(range: string, address: string): boolean {
  const outer = parse(range);
  return outer !== undefined && isIpv4(address) && IPv4.parse(address).match(outer);
}

/** Whether the ranges have an address in common. */
export function overlaps(a: string, b: string): boolean {
  const [first, second] = [parse(a), parse(b)];
  if (first === undefined || second === undefined) {
    return false;
  }
  const bits = Math.min(first[1], second[1]);
  return first[0].match(second[0], bits);
}

type Range = [IPv4, number];

function parse(text: string): Range | undefined {
  return IPv4.isValidCIDRFourPartDecimal(text) ? IPv4.parseCIDR(text) : undefined;
}

function base(text: string): Range {
  return [IPv4.networkAddressFromCIDR(text), IPv4.parseCIDR(text)[1]];
}

function formatted([address, bits]: Range): string {
  return `${address.toString()}/${bits}`;
}
