import { CORDONED_BY_ANNOTATION } from "../../api/names";
import { Conflict, InvalidSpec } from "../../domain/errors";
import type { Cordons } from "../../ports/cordons";
import type { NodeReference } from "../../ports/nodes";
import type { ApiClient } from "./client";

/** Cordons, on the Nodes of the API server. */
export class ApiCordons implements Cordons {
  readonly #client: Pick<ApiClient, "request">;

  constructor(client: Pick<ApiClient, "request">) {
    this.#client = client;
  }

  async cordon(reference: NodeReference, operationUid: string): Promise<void> {
    await this.#mark(reference, true, operationUid);
  }

  async uncordon(reference: NodeReference): Promise<void> {
    await this.#mark(reference, null, null);
  }

  /** Both in one write: a Node that is cordoned without saying by whom would stay so. The UID is a precondition. */
  async #mark(
    { name, uid }: NodeReference,
    unschedulable: true | null,
    cordonedBy: string | null,
  ): Promise<void> {
    const annotations = { [CORDONED_BY_ANNOTATION]: cordonedBy };
    const body = { metadata: { uid, annotations }, spec: { unschedulable } };
    try {
      await this.#client.request({ method: "PATCH", path: pathOf(name), body });
    } catch (error: unknown) {
      throw isOtherUid(error) ? new Conflict(error.message, { reason: error.reason }) : error;
    }
  }
}

/** A patch with another UID is not answered with a conflict (409), but refused as a change of the UID (422). */
function isOtherUid(error: unknown): error is InvalidSpec {
  return error instanceof InvalidSpec && error.message.includes("metadata.uid");
}

function pathOf(name: string): string {
  return `/api/v1/nodes/${name}`;
}
