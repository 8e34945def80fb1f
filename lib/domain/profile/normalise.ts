/**
 * The version without a leading `v`; undefined when nothing is to be changed.
 *
 * Runs before the schema is checked, so the value may have any shape; what is not understood stays.
 */
export function normalisedVersion(version: unknown): string | undefined {
  return typeof version === "string" && /^v\d/.test(version) ? version.slice(1) : undefined;
}

/** Gives a profile, of whatever shape, its one spelling in place. A second time there is nothing left to change. */
export function normaliseProfile({ spec }: { readonly spec?: unknown }): void {
  const fields = spec as { kubernetesVersion?: unknown } | null | undefined;
  const kubernetesVersion = normalisedVersion(fields?.kubernetesVersion);
  if (kubernetesVersion !== undefined) {
    Object.assign(spec as object, { kubernetesVersion });
  }
}
