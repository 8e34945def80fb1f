import { GROUP, VERSION } from "../../api/names";
import { LIST_LIMIT } from "../../defaults";
import type { Key } from "../../domain/key";
import type { Selection } from "../../ports/objects";
import type { ApiClient } from "./client";

/** The kind and its plural, as the API spells them. */
export interface Resource {
  readonly kind: string;
  readonly plural: string;
  /** Where its API group is; ours by default. */
  readonly root?: string;
}

/** Everything that was selected, as it was at one version of the collection. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

interface ListPage<T> {
  readonly items: readonly T[];
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string };
}

/** Path of an object; of the collection when the key has no name, of all namespaces without one. */
export function pathOf(
  { plural, root = `/apis/${GROUP}/${VERSION}` }: Resource,
  { namespace, name }: Key,
): string {
  const scope = namespace === "" ? "" : `/namespaces/${namespace}`;
  return `${root}${scope}/${plural}${name === "" ? "" : `/${name}`}`;
}

/** The query parameters that select. */
export function queryOf({ field, labels }: Selection): Readonly<Record<string, string>> {
  return {
    ...(field === undefined ? {} : { fieldSelector: field.join("=") }),
    ...(labels === undefined ? {} : { labelSelector: labels }),
  };
}

function pageQueryOf(selection: Selection, token: string): Readonly<Record<string, string>> {
  const page = { limit: String(LIST_LIMIT), ...queryOf(selection) };
  return token === "" ? page : { ...page, continue: token };
}

/** How a listing is read. */
interface Reading<T> {
  readonly signal?: AbortSignal;
  /** What is kept of each object, all by default: of thousands only one page is ever there as a whole. */
  readonly keep?: ((object: T) => T) | undefined;
}

/** Reads every page of a listing; undefined when the API server does not know the kind. */
export async function list<T extends object>(
  client: Pick<ApiClient, "request">,
  resource: Resource,
  selection: Selection,
  { signal, keep = withoutManagedFields }: Reading<T> = {},
): Promise<Listing<T> | undefined> {
  const path = pathOf(resource, { namespace: selection.namespace ?? "", name: "" });
  const items: T[] = [];
  for (let token = ""; ; ) {
    const query = pageQueryOf(selection, token);
    const page = await client.request({ method: "GET", path, query }, signal);
    if (page === undefined) {
      return undefined;
    }
    const { items: found, metadata = {} } = page as ListPage<T>;
    items.push(...found.map(keep));
    token = metadata.continue ?? "";
    if (token === "") {
      return { items, resourceVersion: metadata.resourceVersion ?? "" };
    }
  }
}

/** The object without the record of who wrote which field: half of its bytes, and nothing that we ask for. */
export function withoutManagedFields<T extends object>(object: T): T {
  const { metadata } = object as { readonly metadata?: Readonly<Record<string, unknown>> };
  if (metadata === undefined) {
    return object;
  }
  const { managedFields: _fields, ...kept } = metadata;
  return { ...object, metadata: kept };
}
