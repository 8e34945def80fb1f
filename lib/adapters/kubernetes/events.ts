import { createHash } from "node:crypto";
import * as z from "zod";
import type { EventReason } from "../../api/conditions";
import { API_VERSION, FIELD_MANAGER } from "../../api/names";
import { MESSAGE_LIMIT_CHARACTERS } from "../../defaults";
import { Conflict } from "../../domain/errors";
import { clip } from "../../domain/redact";
import type { Clock } from "../../ports/clock";
import type { Events, EventSubject } from "../../ports/events";
import type { Log, SecretRegister } from "../../ports/log";
import type { ApiClient } from "./client";
import { persistently } from "./persistently";

const counted = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  count: z.number().default(1),
});

/** What an Event says. */
interface Occurrence {
  readonly type: "Normal" | "Warning";
  readonly reason: EventReason;
  readonly message: string;
}

/** Kubernetes Events. The same thing said again raises the count of the first Event. */
export class ApiEvents implements Events {
  readonly #client: Pick<ApiClient, "request">;
  readonly #tools: {
    readonly clock: Clock;
    readonly log: Log;
    readonly register: SecretRegister;
  };

  constructor(
    client: Pick<ApiClient, "request">,
    tools: { clock: Clock; log: Log; register: SecretRegister },
  ) {
    this.#client = client;
    this.#tools = tools;
  }

  async normal(subject: EventSubject, reason: EventReason, message: string): Promise<void> {
    await this.#record(subject, { type: "Normal", reason, message });
  }

  async warning(subject: EventSubject, reason: EventReason, message: string): Promise<void> {
    await this.#record(subject, { type: "Warning", reason, message });
  }

  async #record(subject: EventSubject, occurrence: Occurrence): Promise<void> {
    const { clock, log, register } = this.#tools;
    const message = clip(register.redact(occurrence.message), MESSAGE_LIMIT_CHARACTERS);
    const now = new Date(clock.now()).toISOString();
    try {
      await this.#write(subject, { ...occurrence, message }, now);
    } catch (error: unknown) {
      log.warn({ error, subject: subject.metadata.name, message }, "an Event cannot be written");
    }
  }

  async #write(subject: EventSubject, occurrence: Occurrence, now: string): Promise<void> {
    const { kind, metadata } = subject;
    const namespace = metadata.namespace ?? "default";
    const path = `/api/v1/namespaces/${namespace}/events`;
    const name = `${metadata.name ?? ""}.${digestOf(subject, occurrence)}`;
    const seconds = now.replace(/\.\d+Z$/, "Z");
    try {
      await this.#client.request({
        method: "POST",
        path,
        body: {
          apiVersion: "v1",
          kind: "Event",
          metadata: { name, namespace },
          involvedObject: {
            apiVersion: kind === "ConfigMap" || kind === "Node" ? "v1" : API_VERSION,
            kind,
            ...pick(metadata),
          },
          ...occurrence,
          source: { component: FIELD_MANAGER },
          firstTimestamp: seconds,
          lastTimestamp: seconds,
          count: 1,
        },
      });
    } catch (error: unknown) {
      if (!(error instanceof Conflict)) {
        throw error;
      }
      await this.#countUp(`${path}/${name}`, seconds);
    }
  }

  /** Over the version that was read: what two say at once counts twice. */
  async #countUp(path: string, now: string): Promise<void> {
    await persistently(async () => {
      const found = await this.#client.request({ method: "GET", path });
      const { metadata, count } = counted.parse(found);
      const body = { metadata, count: count + 1, lastTimestamp: now };
      await this.#client.request({ method: "PATCH", path, body });
    });
  }
}

function pick({ namespace, name, uid }: EventSubject["metadata"]): EventSubject["metadata"] {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(uid === undefined ? {} : { uid }),
  };
}

/** The same subject and words always give the same name. */
function digestOf({ metadata }: EventSubject, { type, reason, message }: Occurrence): string {
  const text = [metadata.uid, type, reason, message].join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
