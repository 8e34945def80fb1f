/** A binding of Pepr's, as far as its watch goes. */
interface Binding {
  readonly isWatch?: boolean;
  event: string;
}

/**
 * Has the watches of a capability tell of deletions, too.
 *
 * Pepr's words are "created or updated" and "deleted": two bindings, and each would open a watch and a cache of its
 * own. Its watcher also knows any event of one watch, and that is "*".
 */
export function watchDeletions({ bindings }: { readonly bindings: readonly Binding[] }): void {
  for (const binding of bindings) {
    if (binding.isWatch === true) {
      binding.event = "*";
    }
  }
}
