import type { ApiClient } from "../../../lib/adapters/kubernetes/client";
import { API_VERSION } from "../../../lib/api/names";
import { type Answer, type Asked, type Fault, isWatch } from "./fault";

const PLURALS = ["servers", "provisioningprofiles", "operations", "routers"] as const;

interface Item {
  readonly metadata: { readonly namespace: string; readonly name: string };
}

interface List {
  readonly metadata: object;
  readonly items: readonly Item[];
}

/** Stargate's objects as they were at one moment, by plural. */
export type Lists = Readonly<Record<string, List>>;

/** Which of the questions get an old answer. */
export type Extent = "lists and watches" | "all that is read";

/** What there is now. */
export async function memorise(client: ApiClient): Promise<Lists> {
  const lists = PLURALS.map(async plural => {
    const path = `/apis/${API_VERSION}/${plural}`;
    return [plural, (await client.request({ method: "GET", path })) as List] as const;
  });
  return Object.fromEntries(await Promise.all(lists));
}

/** See `Order`: who asks gets what there was, and in a watch nothing happens. */
export function remembers(lists: Lists, extent: Extent): Fault {
  return {
    answer: asked => {
      const place = asked.method === "GET" ? placeOf(asked.path) : undefined;
      const list = place === undefined ? undefined : lists[place.plural];
      if (place === undefined || list === undefined) {
        return undefined;
      }
      if (isWatch(asked)) {
        return "nothing";
      }
      if (place.name === "") {
        return found({ ...list, items: list.items.filter(item => isMeant(item, place, asked)) });
      }
      return extent === "all that is read"
        ? found(list.items.find(({ metadata }) => isAt(metadata, place)))
        : undefined;
    },
  };
}

interface Place {
  readonly namespace: string;
  readonly plural: string;
  readonly name: string;
}

function placeOf(path: string): Place | undefined {
  const shape = new RegExp(`^/apis/${API_VERSION}/(?:namespaces/([^/]+)/)?([^/]+)(?:/([^/]+))?$`);
  const [, namespace = "", plural = "", name = ""] = shape.exec(path) ?? [];
  return plural === "" ? undefined : { namespace, plural, name };
}

function isAt({ namespace, name }: Item["metadata"], place: Place): boolean {
  return namespace === place.namespace && name === place.name;
}

function isMeant(item: Item, { namespace }: Place, { query }: Asked): boolean {
  const [field = "", value] = (query["fieldSelector"] ?? "").split("=");
  return (
    (namespace === "" || item.metadata.namespace === namespace) &&
    (value === undefined || valueAt(item, field) === value)
  );
}

function valueAt(item: unknown, field: string): unknown {
  return field
    .split(".")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], item);
}

function found(body: object | undefined): Answer {
  return body === undefined ? { status: 404, body: {} } : { status: 200, body };
}
