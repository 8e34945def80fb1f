import type { Operation } from "../../api/operation.generated";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import type { Range } from "../net/cidr";
import type { Violation } from "../violation";

/** A Node, as far as admission looks at it. */
export interface KnownNode {
  readonly name: string;
  readonly providerID: string | undefined;
  /** The Server that it says it is. */
  readonly serverLabel: string | undefined;
  /** Its own addresses, IPv4. */
  readonly addresses: readonly string[];
  readonly podRanges: readonly Range[];
}

/** What is known of the cluster itself; what is not known is not judged. */
export interface KnownCluster {
  /** Version of the API server, such as `v1.34.4`. */
  readonly version: string | undefined;
  readonly podRanges: readonly Range[];
  readonly serviceRanges: readonly Range[];
}

/** What hosts have to fit into, as it was a moment ago: admission and reconcilers judge by it. */
export interface KnownSurroundings {
  readonly routers: readonly Router[];
  readonly nodes: readonly KnownNode[];
  readonly cluster: KnownCluster;
}

/** Everything beside an object that admission judges it by, as it was a moment ago. Secrets are not: nobody may watch them. */
export interface KnownWorld extends KnownSurroundings {
  readonly servers: readonly Server[];
  readonly profiles: readonly ProvisioningProfile[];
  /** Only those that have not ended. */
  readonly operations: readonly Operation[];
}

/** An object that is about to be written. */
export interface Writing<T> {
  readonly object: T;
  /** What it was; undefined when it is new. */
  readonly before: T | undefined;
}

/** What admission says: the violations refuse, the warnings are only told. */
export interface Judgement {
  readonly violations: readonly Violation[];
  readonly warnings: readonly Violation[];
}

/** Judgements of several rules in one. */
export function together(...judgements: readonly Judgement[]): Judgement {
  return {
    violations: judgements.flatMap(({ violations }) => violations),
    warnings: judgements.flatMap(({ warnings }) => warnings),
  };
}

/** What refuses. */
export function refused(violations: readonly Violation[]): Judgement {
  return { violations, warnings: [] };
}

/** What is only told. */
export function told(warnings: readonly Violation[]): Judgement {
  return { violations: [], warnings };
}

/** Whether the writing sets what the function picks: who does not touch a field is not refused for what others made of it. */
export function touches<T>({ object, before }: Writing<T>, pick: (object: T) => unknown): boolean {
  return before === undefined || JSON.stringify(pick(object)) !== JSON.stringify(pick(before));
}
