import * as z from "zod";
import { ApiUnavailable, InvariantViolated } from "../../domain/errors";
import type { PodReference, PodView } from "../../domain/drain/pod";
import type { EvictionAnswer, Pods } from "../../ports/pods";
import type { ApiClient } from "./client";
import { list, pathOf, type Resource } from "./list";

const PODS: Resource = { kind: "Pod", plural: "pods", root: "/api/v1" };

/** Source: Kubernetes, `kubernetes.io/config.mirror` (well-known annotations). */
const MIRROR = "kubernetes.io/config.mirror";

const pod = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z
      .array(z.object({ kind: z.string(), controller: z.boolean().default(false) }))
      .default([]),
  }),
  spec: z.object({ volumes: z.array(z.object({ emptyDir: z.unknown().optional() })).default([]) }),
  status: z.object({ phase: z.string().default("Unknown") }).default({ phase: "Unknown" }),
});

/** Of `metav1.StatusCause`. Source: `DisruptionBudgetCause` (k8s.io/api/policy/v1). */
const BUDGET_CAUSE = "DisruptionBudget";

/** What the eviction of a pod with two budgets is answered with (500). Source: registry/core/pod/storage/eviction.go. */
const TWO_BUDGETS = "more than one PodDisruptionBudget";

const NOT_FOUND = 404;

/** Pods, in the API server. */
export class ApiPods implements Pods {
  readonly #client: Pick<ApiClient, "request">;

  constructor(client: Pick<ApiClient, "request">) {
    this.#client = client;
  }

  async on(node: string): Promise<readonly PodView[]> {
    const found = await list<object>(this.#client, PODS, { field: ["spec.nodeName", node] });
    if (found === undefined) {
      throw new InvariantViolated("an API server without pods");
    }
    return found.items.map(item => viewOf(pod.parse(item)));
  }

  async evict(pod: PodReference): Promise<EvictionAnswer> {
    return await this.#evict(pod, {});
  }

  async probe(pod: PodReference): Promise<EvictionAnswer> {
    return await this.#evict(pod, { dryRun: ["All"] });
  }

  async #evict(
    { namespace, name, uid }: PodReference,
    options: { readonly dryRun?: readonly string[] },
  ): Promise<EvictionAnswer> {
    try {
      await this.#client.request({
        method: "POST",
        path: `${pathOf(PODS, { namespace, name })}/eviction`,
        // Webhooks are told by the query that it is a dry run, and the API server by the options.
        ...(options.dryRun === undefined ? {} : { query: { dryRun: "All" } }),
        body: {
          apiVersion: "policy/v1",
          kind: "Eviction",
          metadata: { namespace, name },
          deleteOptions: { preconditions: { uid }, ...options },
        },
      });
      return { kind: "Accepted" };
    } catch (error: unknown) {
      return answerOf(error);
    }
  }

  async delete({ namespace, name, uid }: PodReference): Promise<void> {
    await this.#client.request({
      method: "DELETE",
      path: pathOf(PODS, { namespace, name }),
      body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } },
    });
  }
}

/** What an eviction came to that was no success. A pod that is gone has gone, as was asked. */
function answerOf(error: unknown): EvictionAnswer {
  if (!(error instanceof ApiUnavailable)) {
    throw error;
  }
  if (error.statusCode === NOT_FOUND) {
    return { kind: "Accepted" };
  }
  const message = budgetOf(error);
  if (message === undefined) {
    throw error;
  }
  return { kind: "Blocked", message };
}

/** What a budget says that is in the way; undefined when it is something else. */
function budgetOf({ causes, message }: ApiUnavailable): string | undefined {
  const cause = causes.find(({ reason }) => reason === BUDGET_CAUSE);
  if (cause !== undefined) {
    return cause.message;
  }
  return message.includes(TWO_BUDGETS)
    ? "it has more than one PodDisruptionBudget, which no eviction can satisfy"
    : undefined;
}

function viewOf({ metadata, spec, status }: z.infer<typeof pod>): PodView {
  const { namespace, name, uid, annotations, ownerReferences, deletionTimestamp } = metadata;
  return {
    namespace,
    name,
    uid,
    phase: status.phase,
    isMirror: MIRROR in annotations,
    controller: ownerReferences.find(({ controller }) => controller)?.kind,
    hasEmptyDir: spec.volumes.some(({ emptyDir }) => emptyDir !== undefined),
    deletionTime: deletionTimestamp,
  };
}
