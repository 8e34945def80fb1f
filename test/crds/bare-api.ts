import { readFileSync } from "node:fs";
import type { RequestOptions } from "node:https";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
import { parse } from "yaml";
import { endpointOf } from "../../lib/adapters/kubernetes/endpoint";
import type { Manifest } from "../catalogue/row";
import { ensureUp, REPOSITORY } from "../e2e/world/lab";
import { until } from "../e2e/world/until";

/** How strict the API server is about fields that it does not know. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

/** What the API server said. */
export interface Answer {
  readonly code: number;
  /** Why it refused; empty when it did not. */
  readonly refusal: string;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

/** A CRD, as far as tests change copies of it. */
export interface Definition {
  metadata: { name: string };
  spec: {
    group: string;
    names: { kind: string; plural: string };
    versions: { schema: { openAPIV3Schema: Schema } }[];
  };
}

/** A schema of a CRD. */
export interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  [keyword: string]: unknown;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const OUR_GROUP = "stargate.io";
const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const DEADLINE_MS = 30_000;

/** Our kinds, and where their CRDs are. */
const FILES: Readonly<Record<string, string>> = {
  Server: "servers",
  ProvisioningProfile: "provisioningprofiles",
  Operation: "operations",
  Router: "routers",
};

const BUILT_IN: Readonly<Record<string, string>> = {
  Secret: "/api/v1/namespaces/NS/secrets",
  RoleBinding: "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings",
};

/** The CRD of a kind as it stands in `crds/`. */
export function definitionOf(kind: string): Definition {
  const file = join(REPOSITORY, "crds", `${FILES[kind] ?? kind}.${OUR_GROUP}.yaml`);
  return parse(readFileSync(file, "utf8")) as Definition;
}

/**
 * An API server with our CRDs and without our webhooks: what it refuses, it refuses by itself.
 *
 * It is the lab's or, to try another version, that of the kubeconfig in STARGATE_CRDS_KUBECONFIG.
 */
export class BareApi {
  readonly #dispatcher: Dispatcher;
  readonly #origin: string;
  readonly #headers: Record<string, string>;

  private constructor(dispatcher: Dispatcher, origin: string, headers: Record<string, string>) {
    this.#dispatcher = dispatcher;
    this.#origin = origin;
    this.#headers = headers;
  }

  /** Takes our webhooks away, and puts our CRDs there. */
  static async connect(): Promise<BareApi> {
    const api = await BareApi.attach();
    for (const kind of ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]) {
      await api.send("DELETE", `${WEBHOOKS}/${kind}/pepr-stargate`);
    }
    for (const kind of Object.keys(FILES)) {
      await api.install(definitionOf(kind));
    }
    return api;
  }

  /** Leaves everything as it is, webhooks too. */
  static async attach(): Promise<BareApi> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(process.env["STARGATE_CRDS_KUBECONFIG"] ?? ensureUp().kubeconfig);
    const options: RequestOptions = { headers: {} };
    await kubeConfig.applyToHTTPSOptions(options);
    const { dispatcher, origin } = endpointOf(kubeConfig.getCurrentCluster()!, options);
    return new BareApi(dispatcher, origin, options.headers as Record<string, string>);
  }

  /** What the API server says of creating the object, which it does not store. */
  async tryCreate(
    manifest: Manifest,
    fieldValidation: FieldValidation = "Strict",
  ): Promise<Answer> {
    const body = { ...manifest, metadata: { ...manifest.metadata, namespace: "default" } };
    return await this.send("POST", pathOf(manifest), body, { dryRun: "All", fieldValidation });
  }

  /** Stores the object with its status. */
  async store(collection: string, manifest: Manifest): Promise<void> {
    const { status, metadata } = manifest;
    const name = metadata.name ?? "";
    const created = await this.send("POST", collection, manifest);
    const written =
      status === undefined
        ? created
        : await this.send("PATCH", `${collection}/${name}/status`, { status });
    if (created.refusal !== "" || written.refusal !== "") {
      throw new Error(`${created.refusal}${written.refusal}`);
    }
  }

  /** What the API server says of the new spec in place of the stored one, which stays. */
  async tryReplace(collection: string, { metadata, spec }: Manifest): Promise<Answer> {
    const path = `${collection}/${metadata.name ?? ""}`;
    const stored = (await this.send("GET", path)).body as Record<string, unknown>;
    return await this.send("PUT", path, { ...stored, spec }, { dryRun: "All" });
  }

  /** Minor version of the API server, such as 34. */
  async minor(): Promise<number> {
    const { minor } = (await this.send("GET", "/version")).body as { minor: string };
    return Number.parseInt(minor, 10);
  }

  /** Applies a CRD, and returns when the API server serves it. */
  async install(definition: Definition): Promise<void> {
    const path = `${DEFINITIONS}/${definition.metadata.name}`;
    const query = { fieldManager: "stargate-tests", force: "true" };
    const { refusal } = await this.send("PATCH", path, definition, query);
    if (refusal !== "") {
      throw new Error(refusal);
    }
    const { plural } = definition.spec.names;
    const served = `/apis/${definition.spec.group}/v1alpha1/namespaces/default/${plural}`;
    await until(`${plural} to be served`, DEADLINE_MS, async () =>
      (await this.send("GET", served)).code === 200 ? true : undefined,
    );
  }

  async uninstall({ metadata }: Definition): Promise<void> {
    await this.send("DELETE", `${DEFINITIONS}/${metadata.name}`);
  }

  /** One request and its answer. PATCH is server-side apply for a CRD, else a merge patch. */
  async send(
    method: Method,
    path: string,
    body?: unknown,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const patch = path.startsWith(DEFINITIONS)
      ? "application/apply-patch+yaml"
      : "application/merge-patch+json";
    // A group that has just come is now and then not there: the aggregator answers then, and not in JSON.
    return await until(`${path} to be served`, DEADLINE_MS, async () => {
      const answer = await this.#dispatcher.request({
        origin: this.#origin,
        method,
        path: `${path}?${new URLSearchParams(query).toString()}`,
        headers: {
          ...this.#headers,
          "content-type": method === "PATCH" ? patch : "application/json",
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.body.text();
      return text.startsWith("{") ? answerOf(answer, JSON.parse(text)) : undefined;
    });
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

function answerOf({ statusCode, headers }: Dispatcher.ResponseData, body: unknown): Answer {
  const { message = String(statusCode) } = body as { message?: string };
  return {
    code: statusCode,
    refusal: statusCode >= 300 && statusCode !== 404 ? message : "",
    warnings: [headers["warning"] ?? []].flat(),
    body,
  };
}

function pathOf({ apiVersion, kind }: Manifest): string {
  const ours = `/apis/${apiVersion}/namespaces/NS/${FILES[kind] ?? ""}`;
  return (BUILT_IN[kind] ?? ours).replace("NS", "default");
}
