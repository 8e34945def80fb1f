/** What the lower bound of a run follows from. */
export interface BoundInput {
  readonly servers: number;
  /** Servers that are worked on at once. */
  readonly width: number;
  /** Time of one server alone, from the order to the success, without the stub's own. */
  readonly overheadSeconds: number;
  readonly stubSeconds: number;
  /** Processor time of one server alone, on both sides: here they share the processors. */
  readonly cpuSeconds: number;
  readonly processors: number;
}

/**
 * Shortest time in which the contender could do all servers.
 *
 * Source: reliability goals, section 3: `T(N,P) >= max(ceil(N/P) * T_worker, N * c_h / cores)`; nothing is downloaded
 * here, and API writes are part of `c_h`.
 */
export function lowerBoundSeconds(input: BoundInput): number {
  const { servers, width, overheadSeconds, stubSeconds, cpuSeconds, processors } = input;
  const waves = Math.ceil(servers / width);
  return Math.max(waves * (stubSeconds + overheadSeconds), (servers * cpuSeconds) / processors);
}
