/**
 * The version without a leading `v`; undefined when nothing is to be changed.
 *
 * Runs before the schema is checked, so the value may have any shape; what is not understood stays.
 */
export function normalisedVersion(version: unknown): string | undefined {
  return typeof version === "string" && /^v\d/.test(version) ? version.slice(1) : undefined;
}
