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

/** Gives a Server, of whatever shape, its one spelling in place. A second time there is nothing left to change. */
export function normaliseServer({ spec }: { readonly spec?: unknown }): void {
  const fields = spec as { mac?: unknown } | null | undefined;
  const mac = normalisedMac(fields?.mac);
  if (mac !== undefined) {
    Object.assign(spec as object, { mac });
  }
}
