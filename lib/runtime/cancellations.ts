import type { Cancellations } from "../ports/cancellations";

/** The passes of this process that are at work, by the UID of their operation. */
export class LiveCancellations implements Cancellations {
  readonly #watches = new Map<string, AbortController>();

  watch(operationUid: string): { readonly signal: AbortSignal; done(): void } {
    const controller = new AbortController();
    this.#watches.set(operationUid, controller);
    return {
      signal: controller.signal,
      done: () => {
        if (this.#watches.get(operationUid) === controller) {
          this.#watches.delete(operationUid);
        }
      },
    };
  }

  cancel(operationUid: string): void {
    this.#watches.get(operationUid)?.abort();
  }
}
