import { type Range, rangeOf } from "../../lib/domain/net/cidr";
import type {
  Judgement,
  KnownNode,
  KnownSurroundings,
  KnownWorld,
} from "../../lib/domain/admission/known-world";
import type { Surroundings } from "../../lib/ports/surroundings";

/** The ranges of these prefixes. */
export function rangesOf(...texts: readonly string[]): Range[] {
  return texts.map(rangeOf).filter(range => range !== undefined);
}

/** A world of which nothing is known but what the test says. */
export function aWorld(changes: Partial<KnownWorld> = {}): KnownWorld {
  return {
    servers: [],
    profiles: [],
    operations: [],
    routers: [],
    nodes: [],
    cluster: {
      version: "v1.34.4",
      podRanges: rangesOf("10.244.0.0/16"),
      serviceRanges: rangesOf("10.96.0.0/12"),
    },
    ...changes,
  };
}

/** Surroundings that the test turns. */
export class FakeSurroundings implements Surroundings {
  known: KnownSurroundings;
  /** What a look at the cluster itself finds, when it is no more what is known. */
  cluster: KnownSurroundings["cluster"] | undefined;
  /** Looks at the cluster itself. */
  looks = 0;
  /** Why nothing is known. */
  failure: Error | undefined;

  constructor(known: KnownSurroundings = aWorld()) {
    this.known = known;
  }

  current(): Promise<KnownSurroundings> {
    return this.failure === undefined ? Promise.resolve(this.known) : Promise.reject(this.failure);
  }

  afresh(): Promise<KnownSurroundings> {
    this.looks++;
    this.known = { ...this.known, cluster: this.cluster ?? this.known.cluster };
    return this.current();
  }
}

/** A Node that Stargate did not make. */
export function aKnownNode(changes: Partial<KnownNode> = {}): KnownNode {
  return {
    name: "aks-1",
    providerID: undefined,
    serverLabel: undefined,
    addresses: ["10.224.0.4"],
    podRanges: rangesOf("10.245.1.0/24"),
    ...changes,
  };
}

/** A judgement as lines: what refuses, and what is only told. */
export function linesOf({ violations, warnings }: Judgement): {
  readonly refused: readonly string[];
  readonly told: readonly string[];
} {
  const lines = (list: Judgement["warnings"]): string[] =>
    list.map(({ field, message }) => `${field}: ${message}`);
  return { refused: lines(violations), told: lines(warnings) };
}
