/** Which way bytes go: up is towards the jump host. */
export type Direction = "up" | "down";

/**
 * What is wrong with a link.
 *
 * - `refuse`: new connections are refused; open ones go on.
 * - `hold`: nothing passes, in neither direction, until the fault is lifted; then everything arrives.
 * - `vanish`: connections that are open now never pass a byte again and never end; new ones are good.
 * - `silence`: new connections are accepted and pass nothing.
 * - `drip`: one byte a second in each direction, after the first `afterBytes` bytes.
 * - `cut`: the first connection that passes `afterBytes` more bytes in that direction is reset there.
 */
export type Fault =
  | { readonly kind: "refuse" | "hold" | "vanish" | "silence" }
  | { readonly kind: "drip"; readonly afterBytes: number }
  | { readonly kind: "cut"; readonly direction: Direction; readonly afterBytes: number };

/** What passed a link since it was started. */
export interface LinkCounts {
  readonly connections: number;
  readonly open: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Connections that a `cut` ended. */
  readonly cuts: number;
}
