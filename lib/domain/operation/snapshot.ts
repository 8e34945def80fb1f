import type { Operation } from "../../api/operation.generated";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import type { KnownSurroundings } from "../admission/known-world";
import type { Rival } from "../server/claims";
import type { Wait } from "../waiting";
import type { Gate } from "../run/gate";
import type { NodeEvidence } from "./judge-node";

/** What the cluster knows of an operation at one moment. */
export interface Snapshot {
  readonly operation: Operation;
  readonly server: Server | undefined;
  /** A Server that claims the same as this operation's and comes before it. */
  readonly rival: Rival | undefined;
  /** Name of the profile in force, and the profile. */
  readonly profileName: string | undefined;
  readonly profile: ProvisioningProfile | undefined;
  /** The Router that the server's routerIP names. */
  readonly router: Router | undefined;
  /** Name of an older operation on the same server that has not ended. */
  readonly predecessor: string | undefined;
  readonly node: NodeEvidence | undefined;
  /** What the server has to fit into; undefined where nothing is to be started any more. */
  readonly surroundings: KnownSurroundings | undefined;
  readonly controlPlaneIp: string | undefined;
  readonly acceptsUnknownKeys: boolean;
  /** The setting that holds everything. */
  readonly pauseAll: boolean;
  /** Why there are no settings; what they say is then unknown. */
  readonly settingsProblem: string | undefined;
  readonly nowMs: number;
}

/** Why an operation waits, and for what. */
export interface OperationWait extends Wait {
  /** Whether the time to reach the host is running already. */
  readonly started: boolean;
}

/** What it takes to log in at the server of an operation. */
export interface HostInput {
  readonly operation: Operation;
  readonly server: Server;
  readonly profile: ProvisioningProfile;
  readonly router: Router | undefined;
}

/** Everything a run reads of the API, present and well-formed. */
export interface RunInput extends HostInput {
  readonly profileName: string;
  /** Known to whatever joins. */
  readonly controlPlaneIp: string | undefined;
  /** What was done, or needs not be done, for the steps that disturb pods. */
  readonly openGates: readonly Gate[];
  /** Whether there is a Node of the server's name. */
  readonly isNode: boolean;
  /** Machine that the host said it is, once it was met. */
  readonly machineID?: string;
  /** Its time is over: how the run ended is looked at once, and nothing is started. */
  readonly isLate: boolean;
  /** Somebody holds it: a run that is at work is followed, and one that is gone is not started again. */
  readonly hold: OperationWait | undefined;
}
