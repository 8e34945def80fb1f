import type { RunInput } from "../../domain/operation/snapshot";
import type { Route } from "../../ports/remote-host";
import type { Lease } from "../../ports/lease";
import type { Deadline } from "./deadline";

/** Everything a run needs, and the right to it. */
export interface Assignment {
  readonly input: RunInput;
  readonly route: Route;
  readonly lease: Lease;
  /** To be waited for before anything is learned of the host; rejects when another Server has what this one claims. */
  readonly uncontested: () => Promise<void>;
  /** Told when the run is handed over. */
  readonly deadline: Pick<Deadline, "handOver">;
}
