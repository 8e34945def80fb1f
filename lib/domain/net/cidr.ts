import { IPv4 } from "ipaddr.js";
import { isIpv4 } from "./ipv4";

/**
 * Ranges by their text. The same few are compared with each object that is written, and reading one costs as much
 * as comparing a hundred.
 */
const RANGES = new Map<string, Range>();

/** Texts come from outside, too: so many are kept, and then it begins anew. */
const RANGES_LIMIT = 1000;

/** A range of IPv4 addresses, ready to be compared with many others. */
export interface Range {
  readonly text: string;
  readonly address: IPv4;
  readonly bits: number;
}

/** The range of a prefix, or of one address; undefined for what is neither. */
export function rangeOf(text: string): Range | undefined {
  const known = RANGES.get(text);
  const range = known ?? read(text);
  if (known === undefined && range !== undefined) {
    if (RANGES.size >= RANGES_LIMIT) {
      RANGES.clear();
    }
    RANGES.set(text, range);
  }
  return range;
}

function read(text: string): Range | undefined {
  const prefix = isIpv4(text) ? `${text}/32` : text;
  if (!IPv4.isValidCIDRFourPartDecimal(prefix)) {
    return undefined;
  }
  const [address, bits] = IPv4.parseCIDR(prefix);
  return { text, address, bits };
}

/** Whether the ranges have an address in common: of two prefixes that do, one holds the other. */
export function meet(a: Range, b: Range): boolean {
  return a.address.match(b.address, Math.min(a.bits, b.bits));
}

/** Whether the text is an IPv4 prefix in network form (no bits of a host), and not everything. */
export function isSubnet(text: string): boolean {
  if (!IPv4.isValidCIDRFourPartDecimal(text)) {
    return false;
  }
  const [, bits] = IPv4.parseCIDR(text);
  return bits > 0 && `${IPv4.networkAddressFromCIDR(text).toString()}/${bits}` === text;
}

/** Whether the address is in the range. What is no IPv4 address or range has no part in another. */
export function contains(range: string, address: string): boolean {
  return !address.includes("/") && overlaps(range, address);
}

/** The same as `meet`, of texts; what is no range has nothing in common with another. */
export function overlaps(a: string, b: string): boolean {
  const [first, second] = [rangeOf(a), rangeOf(b)];
  return first !== undefined && second !== undefined && meet(first, second);
}
