import { SETTINGS_REFRESH_MS } from "../defaults";
import { pause } from "../domain/pause";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { SettingsSource } from "../ports/settings";

/** What following the pause takes. */
export interface PauseWatchTools {
  readonly settings: SettingsSource;
  readonly clock: Pick<Clock, "schedule">;
  readonly log: Log;
}

/**
 * Tells of each change of the setting `pause-all`, until the signal aborts: no event of an object does, and what is
 * paused looks at nothing by itself. Never rejects.
 */
export async function followPause(
  { settings, clock, log }: PauseWatchTools,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  let isPaused = false;
  while (!signal.aborted) {
    try {
      const { pauseAll } = await settings.current();
      if (pauseAll !== isPaused) {
        isPaused = pauseAll;
        onChange();
      }
    } catch (error: unknown) {
      log.debug({ error }, "whether everything is paused cannot be read now");
    }
    await pause(clock, SETTINGS_REFRESH_MS, signal);
  }
}
