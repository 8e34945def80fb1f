import type { Clock } from "../../ports/clock";
import type { Events } from "../../ports/events";
import type { ForgottenMachines } from "../../ports/forgotten-machines";
import type { BootstrapTokens } from "../../ports/join";
import type { Judged } from "../../ports/judged";
import type { Nodes } from "../../ports/nodes";
import type { Store } from "../../ports/objects";
import type { ServerOperations } from "../../ports/server-operations";
import type { ServerRivals } from "../../ports/server-rivals";
import type { SettingsSource } from "../../ports/settings";
import type { Surroundings } from "../../ports/surroundings";
import type { Wake } from "../../ports/work";

/** What reconciling a server reaches out to. */
export interface ServerPorts {
  readonly store: Store;
  readonly serverOperations: ServerOperations;
  readonly serverRivals: ServerRivals;
  readonly judged: Judged;
  readonly surroundings: Surroundings;
  readonly nodes: Nodes;
  readonly tokens: BootstrapTokens;
  readonly forgotten: ForgottenMachines;
  readonly events: Events;
  readonly settings: SettingsSource;
  readonly clock: Clock;
  readonly wake: Wake;
}
