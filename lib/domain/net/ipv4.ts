import { IPv4 } from "ipaddr.js";

/** Ranges of ipaddr.js in which no server or router can have its address. */
const UNUSABLE_RANGES = new Set(["unspecified", "broadcast", "multicast", "linkLocal", "loopback"]);

/** Azure's wire server: reachable from every VM and never a server. Source: Azure, "What is 168.63.129.16". */
const AZURE_WIRE_SERVER = [168, 63, 129, 16].join(".");

/** Reserved for future use. Source: RFC 1112. */
const FIRST_RESERVED_OCTET = 240;

/** Whether the text is one IPv4 address in plain decimal notation: no port, prefix, zeros or names. */
export function isIpv4(text: string): boolean {
  return IPv4.isValidFourPartDecimal(text) && IPv4.parse(text).toString() === text;
}

/** Whether a host can have the address: not loopback, link-local, multicast, reserved or a cloud's own. */
export function isUsableIpv4(text: string): boolean {
  if (!isIpv4(text) || text === AZURE_WIRE_SERVER) {
    return false;
  }
  const address = IPv4.parse(text);
  const first = Number.parseInt(text, 10);
  return !UNUSABLE_RANGES.has(address.range()) && first !== 0 && first < FIRST_RESERVED_OCTET;
}
