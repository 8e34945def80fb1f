const CANONICAL = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const SEPARATED = /^[0-9a-f]{2}(?:([:.-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/;
const DOTTED = /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/;
const PLAIN = /^[0-9a-f]{12}$/;

/**
 * The address as six lower-case pairs joined by colons, or undefined when the text is no MAC address.
 *
 * Accepts colons, dashes, dots (between pairs, or between fours as Cisco writes) or no separator, in either case.
 */
export function normaliseMac(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (![SEPARATED, DOTTED, PLAIN].some(shape => shape.test(lower))) {
    return undefined;
  }
  return lower.replace(/[:.-]/g, "").replace(/..(?!$)/g, "$&:");
}

/** Whether the text is a normalised address that one NIC can own: neither multicast nor zero. */
export function isUsableMac(text: string): boolean {
  const isMulticast = (parseInt(text.slice(0, 2), 16) & 1) === 1;
  return CANONICAL.test(text) && !isMulticast && text !== "00:00:00:00:00:00";
}
