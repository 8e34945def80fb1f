import { normaliseMac } from "../net/mac";

/**
 * The one spelling of what a user may write in several ways; undefined when nothing is to be changed.
 *
 * Runs before the schema is checked, so the value may have any shape; what is not understood stays.
 */
export function normalisedMac(mac: unknown): string | undefined {
  const canonical = typeof mac === "string" ? normaliseMac(mac) : undefined;
  return canonical === mac ? undefined : canonical;
}
