/** Namespace and name of an object; cluster-scoped objects have an empty namespace. */
export interface Key {
  readonly namespace: string;
  readonly name: string;
}

/** An object as far as its key needs it. */
interface Named {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
}

/** The object's key. Objects from the API always have a name. */
export function keyOf(object: Named): Key {
  return { namespace: object.metadata?.namespace ?? "", name: object.metadata?.name ?? "" };
}

/** `namespace/name`, or the name alone. */
export function formatKey({ namespace, name }: Key): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

/** Reads what `formatKey` wrote. */
export function parseKey(text: string): Key {
  const slash = text.indexOf("/");
  return slash < 0
    ? { namespace: "", name: text }
    : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
