import * as z from "zod";
import { INVENTORY_ROLE, MODULE_NAME, MODULE_NAMESPACE } from "../../api/names";
import { AccessDenied, DependencyMissing } from "../../domain/errors";
import { formatKey, type Key } from "../../domain/key";
import { Secret } from "../../domain/secret";
import { referenceTo } from "../../domain/waiting";
import type { SecretRegister } from "../../ports/log";
import type { SecretEntries, Secrets, SecretUses } from "../../ports/secrets";
import type { ApiClient } from "./client";

const secret = z.object({ data: z.record(z.string(), z.base64()).default({}) });

/** Secrets, read by name from the API server; each that is one by its use is registered for redaction. */
export class ApiSecrets implements Secrets {
  readonly #client: ApiClient;
  readonly #register: SecretRegister;

  constructor(client: ApiClient, register: SecretRegister) {
    this.#client = client;
    this.#register = register;
  }

  async read(key: Key, uses: SecretUses): Promise<SecretEntries> {
    const found = await this.#get(key);
    if (found === undefined) {
      throw new DependencyMissing(`Secret ${formatKey(key)} does not exist`, {
        reason: "SecretNotFound",
        object: referenceTo("Secret", key),
      });
    }
    const { data } = secret.parse(found);
    return new Map(
      Object.entries(uses).flatMap(([name, use]) => {
        const value = data[name];
        if (value === undefined) {
          return [];
        }
        const entry = new Secret(Buffer.from(value, "base64").toString("utf8"));
        if (use === "secret") {
          this.#register.add(entry);
        }
        return [[name, entry]];
      }),
    );
  }

  async #get({ namespace, name }: Key): Promise<unknown> {
    try {
      return await this.#client.request({
        method: "GET",
        path: `/api/v1/namespaces/${namespace}/secrets/${name}`,
      });
    } catch (error: unknown) {
      if (!(error instanceof AccessDenied)) {
        throw error;
      }
      throw new DependencyMissing(`Secret ${formatKey({ namespace, name })} may not be read`, {
        reason: "SecretForbidden",
        remedy: `grant it: kubectl create rolebinding ${INVENTORY_ROLE} -n ${namespace} --clusterrole=${INVENTORY_ROLE} --serviceaccount=${MODULE_NAMESPACE}:${MODULE_NAME}`,
        object: referenceTo("RoleBinding", { namespace, name: INVENTORY_ROLE }),
        cause: error,
      });
    }
  }
}
