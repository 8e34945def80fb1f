/** What of a clock a pause needs. */
interface Timer {
  schedule(delayMs: number, callback: () => void): () => void;
}

/** Resolves after `delayMs`, or when the signal aborts, and leaves neither timer nor listener. Never rejects. */
export async function pause(timer: Timer, delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return;
  }
  await new Promise<void>(resolve => {
    const done = (): void => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = timer.schedule(delayMs, done);
    signal.addEventListener("abort", done);
  });
}
