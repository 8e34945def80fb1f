import { Conflict } from "../../lib/domain/errors";
import type { PodReference, PodView } from "../../lib/domain/drain/pod";
import type { EvictionAnswer, Pods } from "../../lib/ports/pods";

/** Pods that the test puts there. */
export class FakePods implements Pods {
  /** Pods of each Node. */
  readonly nodes = new Map<string, PodView[]>();
  /** Names of pods that a budget guards, and the budget. */
  readonly budgets = new Map<string, string>();
  /** Whether a pod that was told to go is still there, terminating, until the test takes it away. */
  isSlow = false;
  /** When the grace of such a pod is over. */
  deletionTime = "2026-01-01T00:00:30Z";
  /** Names of what was evicted and deleted, in order. */
  readonly evicted: string[] = [];
  readonly deleted: string[] = [];

  on(node: string): Promise<readonly PodView[]> {
    return Promise.resolve((this.nodes.get(node) ?? []).toSorted(byName));
  }

  async evict(pod: PodReference): Promise<EvictionAnswer> {
    const answer = await this.probe(pod);
    if (answer.kind === "Accepted") {
      this.evicted.push(pod.name);
      this.#remove(pod);
    }
    return answer;
  }

  probe(pod: PodReference): Promise<EvictionAnswer> {
    const budget = this.budgets.get(pod.name);
    const found = this.#find(pod);
    if (found !== undefined && found.uid !== pod.uid) {
      return Promise.reject(new Conflict("another UID", { reason: "ApiUnavailable" }));
    }
    if (found !== undefined && budget !== undefined) {
      const message = `The disruption budget ${budget} needs 1 healthy pods and has 1 currently`;
      return Promise.resolve({ kind: "Blocked", message });
    }
    return Promise.resolve({ kind: "Accepted" });
  }

  delete(pod: PodReference): Promise<void> {
    const found = this.#find(pod);
    if (found !== undefined && found.uid !== pod.uid) {
      return Promise.reject(new Conflict("another UID", { reason: "ApiUnavailable" }));
    }
    this.deleted.push(pod.name);
    this.#remove(pod);
    return Promise.resolve();
  }

  #find({ namespace, name }: PodReference): PodView | undefined {
    return [...this.nodes.values()]
      .flat()
      .find(pod => pod.namespace === namespace && pod.name === name);
  }

  #remove({ uid }: PodReference): void {
    for (const [node, pods] of this.nodes) {
      const left = this.isSlow
        ? pods.map(pod => (pod.uid === uid ? { ...pod, deletionTime: this.deletionTime } : pod))
        : pods.filter(pod => pod.uid !== uid);
      this.nodes.set(node, left);
    }
  }
}

function byName(a: PodView, b: PodView): number {
  return a.name < b.name ? -1 : 1;
}

/** A pod that a controller would make again. */
export function aPod(changes: Partial<PodView> = {}): PodView {
  return {
    namespace: "shop",
    name: "web-1",
    uid: `uid-of-${changes.name ?? "web-1"}`,
    phase: "Running",
    isMirror: false,
    controller: "ReplicaSet",
    hasEmptyDir: false,
    deletionTime: undefined,
    ...changes,
  };
}
