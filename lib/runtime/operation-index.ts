import type { Operation } from "../api/operation.generated";
import { formatKey, type Key } from "../domain/key";
import { serverKeyOf } from "../domain/operation/server-key";
import type { Objects } from "../ports/objects";
import type { ServerOperations } from "../ports/server-operations";
import { ObjectIndex } from "./object-index";

/** Operations by their Server. Until the first `refill`, every question is a list. */
export class OperationIndex implements ServerOperations {
  readonly #store: Pick<Objects<Operation>, "list">;
  readonly #index: ObjectIndex<Operation>;

  constructor(store: Pick<Objects<Operation>, "list">) {
    this.#store = store;
    this.#index = new ObjectIndex({ store, keysOf: serversOf, keep: withoutOutput });
  }

  /** Takes in an operation that is there. */
  see(operation: Operation): void {
    this.#index.see(operation);
  }

  /** Takes out an operation that is gone. */
  lose(operation: Operation): void {
    this.#index.lose(operation);
  }

  /** Lists all operations, and knows exactly these from then on. Rejects as `Objects.list` does. */
  async refill(): Promise<readonly Operation[]> {
    return await this.#index.refill();
  }

  async of(server: Key): Promise<readonly Operation[]> {
    return this.#index.isFilled
      ? this.#index.with(formatKey(server))
      : await this.#store.list({
          namespace: server.namespace,
          field: ["spec.serverRef.name", server.name],
        });
  }
}

function serversOf(operation: Operation): readonly string[] {
  return [formatKey(serverKeyOf(operation))];
}

/** What most of an operation's bytes are, nobody asks the index for. A `kubectl apply` notes the whole object once more. */
function withoutOutput({ metadata, spec, status }: Operation): Operation {
  const { managedFields: _fields, annotations: _notes, ...named } = metadata ?? {};
  const { logTail: _tail, steps: _steps, preflight: _checks, plan: _plan, ...kept } = status ?? {};
  return { metadata: named, spec, ...(status === undefined ? {} : { status: kept }) };
}
