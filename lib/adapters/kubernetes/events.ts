import { createHash } from "node:crypto";
import pLimit from "p-limit";
import * as z from "zod";
import type { EventReason } from "../../api/conditions";
import { API_VERSION, FIELD_MANAGER } from "../../api/names";
import { EVENT_BACKLOG_LIMIT, EVENT_FLUSH_MS, MESSAGE_LIMIT_CHARACTERS } from "../../defaults";
import { Conflict } from "../../domain/errors";
import { clip } from "../../domain/redact";
import type { Clock } from "../../ports/clock";
import type { Events, EventSubject } from "../../ports/events";
import type { Log, SecretRegister } from "../../ports/log";
import type { RunStarts } from "../../ports/run-starts";
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

/** What recording needs besides the API server. */
interface Tools {
  readonly clock: Clock;
  readonly log: Log;
  readonly register: SecretRegister;
  readonly starts: Pick<RunStarts, "calm">;
}

/**
 * Kubernetes Events, written in the order in which they were said, when there is time for it. The same thing said
 * again raises the count of the first Event.
 *
 * As with client-go's recorder nobody waits for them, and what a process that is killed has not written yet is lost:
 * the status holds whatever has to last.
 */
export class ApiEvents implements Events {
  readonly #client: Pick<ApiClient, "request">;
  readonly #tools: Tools;
  /** One after the other: an Event never takes more than one connection from work. */
  readonly #line = pLimit(1);
  readonly #hurry = new AbortController();
  #isClosed = false;

  constructor(client: Pick<ApiClient, "request">, tools: Tools) {
    this.#client = client;
    this.#tools = tools;
  }

  normal(subject: EventSubject, reason: EventReason, message: string): Promise<void> {
    this.#record(subject, { type: "Normal", reason, message });
    return Promise.resolve();
  }

  warning(subject: EventSubject, reason: EventReason, message: string): Promise<void> {
    this.#record(subject, { type: "Warning", reason, message });
    return Promise.resolve();
  }

  /** Resolves when everything that was said so far is written. */
  async flush(): Promise<void> {
    await this.#line(() => undefined);
  }

  /** From now on nothing waits for a calm moment: the process is about to end. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Writes what was said, as far as that can be done in a moment; takes nothing more. */
  async close(): Promise<void> {
    this.hurry();
    const { clock, log } = this.#tools;
    await new Promise<void>(resolve => {
      const cancel = clock.schedule(EVENT_FLUSH_MS, resolve);
      void this.flush().then(() => {
        cancel();
        resolve();
      });
    });
    this.#isClosed = true;
    // The one that ends the flush is none.
    const lost = this.#line.pendingCount - 1;
    this.#line.clearQueue();
    if (lost > 0) {
      log.warn({ events: lost }, "Events are lost: the process ends before they are written");
    }
  }

  #record(subject: EventSubject, occurrence: Occurrence): void {
    const { clock, log, register, starts } = this.#tools;
    const message = clip(register.redact(occurrence.message), MESSAGE_LIMIT_CHARACTERS);
    const now = new Date(clock.now()).toISOString();
    const fields = { subject: subject.metadata.name, message };
    if (this.#isClosed || this.#line.pendingCount >= EVENT_BACKLOG_LIMIT) {
      const why = this.#isClosed ? "the process ends" : "too many wait to be written";
      log.warn(fields, `an Event is dropped: ${why}`);
      return;
    }
    // Asked now and not when it is its turn: whatever stands in line before it, it waits for one calm moment only.
    const calm = starts.calm(this.#hurry.signal);
    void this.#line(async () => {
      await calm;
      try {
        await this.#write(subject, { ...occurrence, message }, now);
      } catch (error: unknown) {
        log.warn({ ...fields, error }, "an Event cannot be written");
      }
    });
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
