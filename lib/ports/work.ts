/** What a reconcile asks for after a success: nothing, or another look after a while. */
export type Requeue = { readonly afterMs: number } | undefined;

/**
 * One pass over one object. A rejection means a failure, which is repeated with back-off.
 *
 * `leave` gives its place to the next one while it goes on: for who waits for a host, however long.
 */
export type Reconcile = (key: string, signal: AbortSignal, leave: () => void) => Promise<Requeue>;

/** Asks for passes over other objects, when one object's change is what they wait for. Keys as `formatKey` writes. */
export interface Wake {
  server(key: string): void;
  operation(key: string): void;
  /** Within that time, whatever back-off its next pass has. */
  operationWithin(key: string, delayMs: number): void;
  router(key: string): void;
  /** Within that time, whatever back-off its next pass has. */
  routerWithin(key: string, delayMs: number): void;
  profile(key: string): void;
}
