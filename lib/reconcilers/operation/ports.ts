import type { Bundle } from "../../bootstrap/bundle";
import type { RunSpec } from "../../bootstrap/run-spec";
import type { Cancellations } from "../../ports/cancellations";
import type { Clock } from "../../ports/clock";
import type { Events } from "../../ports/events";
import type { BootstrapTokens, JoinInfo } from "../../ports/join";
import type { Log, SecretRegister } from "../../ports/log";
import type { Metrics } from "../../ports/metrics";
import type { Cordons } from "../../ports/cordons";
import type { Nodes } from "../../ports/nodes";
import type { ForgottenMachines } from "../../ports/forgotten-machines";
import type { Pods } from "../../ports/pods";
import type { Store } from "../../ports/objects";
import type { RemoteHosts } from "../../ports/remote-host";
import type { RunStarts } from "../../ports/run-starts";
import type { RunSlots } from "../../ports/run-slots";
import type { Secrets } from "../../ports/secrets";
import type { ServerLeases } from "../../ports/server-leases";
import type { ServerOperations } from "../../ports/server-operations";
import type { ServerRivals } from "../../ports/server-rivals";
import type { SettingsSource } from "../../ports/settings";
import type { Surroundings } from "../../ports/surroundings";
import type { Wake } from "../../ports/work";

/** Everything that reconciling an operation reaches out to. */
export interface OperationPorts {
  readonly store: Store;
  readonly serverOperations: ServerOperations;
  readonly serverRivals: ServerRivals;
  readonly surroundings: Surroundings;
  readonly nodes: Nodes;
  readonly cordons: Cordons;
  readonly pods: Pods;
  readonly forgotten: ForgottenMachines;
  readonly secrets: Secrets;
  readonly settings: SettingsSource;
  readonly joinInfo: JoinInfo;
  readonly tokens: BootstrapTokens;
  readonly remoteHosts: RemoteHosts;
  readonly events: Events;
  readonly clock: Clock;
  readonly leases: ServerLeases;
  readonly slots: RunSlots;
  readonly starts: RunStarts;
  readonly cancellations: Cancellations;
  readonly metrics: Metrics;
  readonly wake: Wake;
  readonly log: Log;
  readonly register: SecretRegister;
  /** Fingerprint of an OpenSSH public key, as `ssh-keygen -lf` prints it. */
  readonly fingerprintOf: (publicKey: string) => string;
  /** What a run does on its server. */
  readonly renderBundle: (run: RunSpec) => Promise<Bundle>;
}
