/** Tells passes that are at work that their operation was deleted. */
export interface Cancellations {
  /** Aborts once the operation is deleted; `done` ends the watch for it. */
  watch(operationUid: string): { readonly signal: AbortSignal; done(): void };
  /** The operation was deleted. */
  cancel(operationUid: string): void;
}
