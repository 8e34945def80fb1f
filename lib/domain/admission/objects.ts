import { NAMES_IN_MESSAGE } from "../../defaults";
import { formatKey, keyOf } from "../key";

/** An object, as far as its relations to others go. */
export interface Related {
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    // KFC says Date where the API has a string: only its presence counts.
    readonly deletionTimestamp?: unknown;
  };
}

/** Whether somebody has deleted it, and it only waits for its finalizers. */
export function isGoing({ metadata }: Related): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** Whether both have the same place in the API: an object and its earlier version, or what replaced it. */
export function isSamePlace(a: Related, b: Related): boolean {
  return placeOf(a) === placeOf(b);
}

/** `namespace/name`. */
export function placeOf(object: Related): string {
  return formatKey(keyOf(object));
}

/** The object of that name in the namespace of another one. */
export function named<T extends Related>(
  objects: readonly T[],
  name: string,
  { metadata }: Related,
): T | undefined {
  return objects.find(
    object => object.metadata?.name === name && object.metadata.namespace === metadata?.namespace,
  );
}

/** A kind and the first few of its objects: "Servers dc/a, dc/b and 7 more". */
export function listed(kind: string, objects: readonly Related[]): string {
  const names = objects.slice(0, NAMES_IN_MESSAGE).map(placeOf).join(", ");
  const more = objects.length - NAMES_IN_MESSAGE;
  return `${kind}${objects.length > 1 ? "s" : ""} ${names}${more > 0 ? ` and ${more} more` : ""}`;
}
