import { PAUSE_POLL_MS } from "../defaults";
import { pause } from "../domain/pause";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { SettingsSource } from "../ports/settings";
import { readSettings } from "../reconcilers/settings";

/** What following the pause takes. */
export interface PauseWatchTools {
  /** Read past what passes keep: a change that one of them missed would be seen only when theirs is old. */
  readonly settings: Pick<SettingsSource, "afresh">;
  readonly clock: Pick<Clock, "schedule">;
  readonly log: Log;
}

/**
 * Tells of each change of the setting `pause-all`, also to what nobody can read and back, until the signal aborts: no
 * event of an object does, and what is paused looks at nothing by itself. Never rejects.
 */
export async function followPause(
  { settings, clock, log }: PauseWatchTools,
  onChange: () => void,
  signal: AbortSignal,
): Promise<void> {
  let isPaused: boolean | undefined = false;
  while (!signal.aborted) {
    try {
      const { good } = await readSettings({ current: () => settings.afresh() });
      if (good?.pauseAll !== isPaused) {
        isPaused = good?.pauseAll;
        onChange();
      }
    } catch (error: unknown) {
      log.debug({ error }, "whether everything is paused cannot be read now");
    }
    await pause(clock, PAUSE_POLL_MS, signal);
  }
}
