import type { Selection } from "./objects";

/** What a watch tells: all there is, at first and again after a gap, and in between each change. */
export type Change<T> =
  | { readonly kind: "All"; readonly objects: readonly T[] }
  | { readonly kind: "Put"; readonly object: T }
  | { readonly kind: "Gone"; readonly object: T };

/** The objects of one kind, followed as they change. */
export interface Watch<T> {
  /**
   * Begins with `All`, then goes on until the signal aborts or the caller stops; lost connections are found again.
   *
   * Before the first `All` it rejects as `Objects.list` does, and with `DependencyMissing` when the API
   * server does not know the kind; after that only with `AccessDenied`, `InvalidSpec` or `DependencyMissing`.
   */
  follow(selection: Selection, signal: AbortSignal): AsyncGenerator<Change<T>, void, undefined>;
}
