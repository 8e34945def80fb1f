import fc from "fast-check";

/** One character of the set. */
export function characterOf(set: string): fc.Arbitrary<string> {
  return fc.constantFrom(...Array.from(set));
}

/** Text of the characters of the set. */
export function textOf(set: string, maxLength = 20): fc.Arbitrary<string> {
  return fc.string({ unit: characterOf(set), maxLength });
}
