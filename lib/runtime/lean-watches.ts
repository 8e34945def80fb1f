/** An object as Pepr's watch tells of it. */
interface Told {
  metadata?: object;
  status?: unknown;
}

/** A binding of Pepr's, as far as its watch goes. */
interface Binding {
  readonly isWatch?: boolean;
  watchCallback?: unknown;
}

type Callback = (object: Told, ...rest: readonly unknown[]) => unknown;

/** What Pepr asks of an object again: whose it is, how old what it knows is, and whether it is one of those it follows. */
const KEPT = ["name", "namespace", "uid", "resourceVersion", "generation", "labels"] as const;

/**
 * Has the watches of a capability keep little of each object once the callback has returned.
 *
 * Pepr's watch holds every object that it told of for as long as that is there, to compare versions with what it lists
 * later; of a fleet that is most of what a process holds. So callbacks get each object once, and are to copy what they
 * keep of its metadata and status.
 */
export function keepLittle({ bindings }: { readonly bindings: readonly Binding[] }): void {
  for (const binding of bindings) {
    const { watchCallback } = binding;
    if (binding.isWatch === true && watchCallback !== undefined) {
      binding.watchCallback = async (object: Told, ...rest: readonly unknown[]) => {
        try {
          await (watchCallback as Callback)(object, ...rest);
        } finally {
          reduce(object);
        }
      };
    }
  }
}

function reduce(object: Told): void {
  const { metadata = {} } = object;
  object.metadata = Object.fromEntries(
    Object.entries(metadata).filter(([name]) => (KEPT as readonly string[]).includes(name)),
  );
  object.status = undefined;
}
