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

/** Where settings come from. A bad value keeps the last good ones in force. */
export interface SettingsSource {
  /** Rejects only with `ApiUnavailable`, `AccessDenied`, or `InvalidSpec` when there never were good ones. */
  current(): Promise<Settings>;
}
