/** How many servers may be unavailable at a time: a number of them, or a percentage of the selection. */
export type MaxUnavailable =
  | { readonly kind: "Count"; readonly count: number }
  | { readonly kind: "Percent"; readonly percent: number };

const COUNT = /^[1-9]\d{0,5}$/;
const PERCENT = /^([1-9]\d?|100)%$/;

/** The limit in the text, "2" or "25%"; undefined when it is none. None lets nothing start, so neither "0" nor "0%" is one. */
export function parseMaxUnavailable(text: string): MaxUnavailable | undefined {
  if (COUNT.test(text)) {
    return { kind: "Count", count: Number(text) };
  }
  return PERCENT.test(text) ? { kind: "Percent", percent: parseInt(text, 10) } : undefined;
}

/**
 * Number of servers of a selection of `total` that may be unavailable.
 *
 * Source: `maxUnavailable` of a Deployment: a percentage is rounded down, and what becomes 0 counts as 1
 * (k8s.io/kubernetes, pkg/controller/deployment/util, `ResolveFenceposts`).
 */
export function resolveMaxUnavailable(limit: MaxUnavailable, total: number): number {
  return limit.kind === "Count"
    ? limit.count
    : Math.max(1, Math.floor((total * limit.percent) / 100));
}
