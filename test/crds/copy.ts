import type { Manifest } from "../catalogue/row";
import { type Answer, type BareApi, type Definition, definitionOf, type Schema } from "./bare-api";

/** What ends the group of a copy: no controller of ours looks there. */
const GROUP_SUFFIX = "stargate.test";

/** What only limits values: without it the schema takes anything of the right type. */
const LIMITS = new Set([
  "x-kubernetes-validations",
  "enum",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
]);

/** A copy of one of our kinds, in which objects can be stored without anybody working on them. */
export class Copy {
  readonly #api: BareApi;
  readonly #kind: string;
  readonly #group: string;
  readonly #path: string;

  constructor(api: BareApi, kind: string) {
    this.#api = api;
    this.#kind = kind;
    const { plural } = definitionOf(kind).spec.names;
    this.#group = `${plural}.${GROUP_SUFFIX}`;
    this.#path = `/apis/${this.#group}/v1alpha1/namespaces/default/${plural}`;
  }

  /** Takes the rules of `crds/`. */
  async installStrict(): Promise<void> {
    await this.#api.install(this.#definition(schema => schema));
  }

  /** Takes everything of the right type. */
  async installLax(): Promise<void> {
    await this.#api.install(this.#definition(withoutLimits));
  }

  /** Takes the status of an earlier version, which said what it waits for in a text. */
  async installWithWaitingText(): Promise<void> {
    await this.#api.install(
      this.#definition(({ properties = {}, ...schema }) => {
        const { status } = properties;
        const waitingFor: Schema = { type: "string" };
        const before = { ...status, properties: { ...status?.properties, waitingFor } };
        return { ...schema, properties: { ...properties, status: before } };
      }),
    );
  }

  async uninstall(): Promise<void> {
    await this.#api.uninstall(this.#definition(schema => schema));
  }

  /** Stores the object and its status; throws when it cannot be. */
  async store(manifest: Manifest): Promise<void> {
    await this.#api.store(this.#path, this.#ours(manifest));
  }

  async remove(name: string): Promise<void> {
    await this.#api.send("DELETE", `${this.#path}/${name}`);
  }

  /** What the API server says of creating the object, which it does not store. */
  async tryCreate(manifest: Manifest): Promise<Answer> {
    return await this.#api.send("POST", this.#path, this.#ours(manifest), { dryRun: "All" });
  }

  /** What the API server says of the new spec in place of the old one, which stays. */
  async tryReplace(manifest: Manifest): Promise<Answer> {
    return await this.#api.tryReplace(this.#path, manifest);
  }

  async patch(name: string, spec: Readonly<Record<string, unknown>>): Promise<Answer> {
    return await this.#api.send("PATCH", `${this.#path}/${name}`, { spec });
  }

  async patchStatus(name: string, status: unknown): Promise<Answer> {
    return await this.#api.send("PATCH", `${this.#path}/${name}/status`, { status });
  }

  #ours(manifest: Manifest): Manifest {
    const metadata = { ...manifest.metadata, namespace: "default" };
    return { ...manifest, apiVersion: `${this.#group}/v1alpha1`, metadata };
  }

  #definition(change: (schema: Schema) => Schema): Definition {
    const definition = definitionOf(this.#kind);
    definition.spec.group = this.#group;
    definition.metadata.name = `${definition.spec.names.plural}.${this.#group}`;
    for (const version of definition.spec.versions) {
      version.schema.openAPIV3Schema = change(version.schema.openAPIV3Schema);
    }
    return definition;
  }
}

function withoutLimits({ properties, items, ...keywords }: Schema): Schema {
  const rest = Object.entries(keywords).filter(([keyword]) => !LIMITS.has(keyword));
  return {
    ...Object.fromEntries(rest),
    ...(items === undefined ? {} : { items: withoutLimits(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([field, inner]) => [field, withoutLimits(inner)]),
          ),
        }),
  };
}
