import * as z from "zod";
import { FORGOTTEN_CONFIG_MAP, MODULE_NAMESPACE } from "../../api/names";
import { FORGOTTEN_LIMIT } from "../../defaults";
import { AccessDenied } from "../../domain/errors";
import type { Clock } from "../../ports/clock";
import type { Forgotten, ForgottenMachines } from "../../ports/forgotten-machines";
import type { ApiClient } from "./client";
import { persistently } from "./persistently";

const PATH = `/api/v1/namespaces/${MODULE_NAMESPACE}/configmaps/${FORGOTTEN_CONFIG_MAP}`;

const configMap = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
});

/** What stands before the ID of a machine that may register as the Node that the entry names. */
const WANTED = "wanted.";

type Entries = Readonly<Record<string, string>>;

/** The list, as entries of a ConfigMap: what a policy of the API server reads (config/forgotten.yaml). */
export class ApiForgottenMachines implements ForgottenMachines {
  readonly #client: Pick<ApiClient, "request">;
  readonly #clock: Pick<Clock, "now">;

  constructor(client: Pick<ApiClient, "request">, clock: Pick<Clock, "now">) {
    this.#client = client;
    this.#clock = clock;
  }

  async add({ machineID, server }: Forgotten): Promise<void> {
    // The time first, so that entries sort by it.
    const entry = `${new Date(this.#clock.now()).toISOString()} as Server ${server}`;
    const isThere = await this.#change(data =>
      machineID in data
        ? without(data, [`${WANTED}${machineID}`])
        : { ...crowdedOut(data), [machineID]: entry },
    );
    if (!isThere) {
      throw new AccessDenied(`ConfigMap ${MODULE_NAMESPACE}/${FORGOTTEN_CONFIG_MAP} is not there`, {
        reason: "ApiForbidden",
        remedy: "apply config/ again",
      });
    }
  }

  async has(machineID: string): Promise<boolean> {
    const found = await this.#client.request({ method: "GET", path: PATH });
    return found !== undefined && machineID in configMap.parse(found).data;
  }

  async welcome(machineID: string, nodeName: string): Promise<void> {
    await this.#change(data => (machineID in data ? { [`${WANTED}${machineID}`]: nodeName } : {}));
  }

  async remove(machineID: string): Promise<void> {
    await this.#change(data => without(data, entriesOf(machineID)));
  }

  /** Writes the entries that change has; whether there is a list. */
  async #change(
    change: (data: Entries) => Readonly<Record<string, string | null>>,
  ): Promise<boolean> {
    return await persistently(async () => {
      const found = await this.#client.request({ method: "GET", path: PATH });
      if (found === undefined) {
        return false;
      }
      const { metadata, data } = configMap.parse(found);
      const changed = change(data);
      if (Object.keys(changed).length > 0) {
        // With the version, so that of two writers one begins anew.
        const body = { metadata, data: changed };
        await this.#client.request({ method: "PATCH", path: PATH, body });
      }
      return true;
    });
  }
}

/** Entries that make room for one more. */
function crowdedOut(data: Entries): Readonly<Record<string, null>> {
  const machines = Object.entries(data).filter(([key]) => !key.startsWith(WANTED));
  const oldest = machines.toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const excess = Math.max(0, oldest.length + 1 - FORGOTTEN_LIMIT);
  return without(
    data,
    oldest.slice(0, excess).flatMap(([machineID]) => entriesOf(machineID)),
  );
}

function entriesOf(machineID: string): readonly string[] {
  return [machineID, `${WANTED}${machineID}`];
}

/** What takes those of the entries out that are there. */
function without(data: Entries, keys: readonly string[]): Readonly<Record<string, null>> {
  return Object.fromEntries(keys.filter(key => key in data).map(key => [key, null]));
}
