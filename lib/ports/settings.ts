import type { RunLimits } from "./run-slots";
import type { UnknownKeyPolicy } from "./remote-host";

/** The settings in force. */
export interface Settings {
  /** Address of the API server as nodes reach it; absent until it is set. */
  readonly controlPlaneIp: string | undefined;
  readonly adminUsername: string;
  readonly sshPort: number;
  readonly unknownKey: UnknownKeyPolicy;
  /** Nothing is started anywhere. */
  readonly pauseAll: boolean;
  readonly runLimits: RunLimits;
}

/**
 * Where settings come from. A bad value keeps the last good ones in force.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied`, or `InvalidSpec` when there never were good ones.
 */
export interface SettingsSource {
  /** As they were a moment ago. */
  current(): Promise<Settings>;
  /** As they are read now; so everybody has them then. */
  afresh(): Promise<Settings>;
}
