/** `--name=value` for each entry. */
export function flags(
  values: Readonly<Record<string, string | number | boolean>>,
): readonly string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
