/** Runs that are being started. What can wait for a moment lets them go first. */
export interface RunStarts {
  /** A run is being started, until the returned function is called. */
  begin(): () => void;
  /** Resolves when none is being started any more, when that has taken long enough, or when the signal aborts. Never rejects. */
  calm(signal?: AbortSignal): Promise<void>;
}
