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

/** An Event that waits to be written. What is said again meanwhile is counted, so that a storm is one write. */
interface Waiting {
  readonly place: Place;
  readonly subject: EventSubject;
  readonly occurrence: Occurrence;
  readonly firstTime: string;
  lastTime: string;
  count: number;
}

/** Where an Event is. */
interface Place {
  readonly namespace: string;
  readonly name: string;
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
  /** By their paths. */
  readonly #waiting = new Map<string, Waiting>();
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

  #record(subject: EventSubject, said: Occurrence): void {
    const { clock, register } = this.#tools;
    const message = clip(register.redact(said.message), MESSAGE_LIMIT_CHARACTERS);
    const occurrence = { ...said, message };
    const place = placeOf(subject, occurrence);
    const now = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
    const waiting = this.#waiting.get(pathOf(place));
    if (waiting === undefined) {
      this.#enqueue({ place, subject, occurrence, firstTime: now, lastTime: now, count: 1 });
    } else {
      waiting.count++;
      waiting.lastTime = now;
    }
  }

  #enqueue(event: Waiting): void {
    const { log, starts } = this.#tools;
    const fields = { subject: event.subject.metadata.name, message: event.occurrence.message };
    if (this.#isClosed || this.#line.pendingCount >= EVENT_BACKLOG_LIMIT) {
      const why = this.#isClosed ? "the process ends" : "too many wait to be written";
      log.warn(fields, `an Event is dropped: ${why}`);
      return;
    }
    const path = pathOf(event.place);
    this.#waiting.set(path, event);
    // Asked now and not when it is its turn: whatever stands in line before it, it waits for one calm moment only.
    const calm = starts.calm(this.#hurry.signal);
    void this.#line(async () => {
      await calm;
      this.#waiting.delete(path);
      try {
        await this.#write(event);
      } catch (error: unknown) {
        log.warn({ ...fields, error }, "an Event cannot be written");
      }
    });
  }

  async #write({ place, subject, occurrence, ...times }: Waiting): Promise<void> {
    const { kind, metadata } = subject;
    try {
      await this.#client.request({
        method: "POST",
        path: pathOf({ ...place, name: "" }),
        body: {
          apiVersion: "v1",
          kind: "Event",
          metadata: place,
          involvedObject: {
            apiVersion: kind === "ConfigMap" || kind === "Node" ? "v1" : API_VERSION,
            kind,
            ...pick(metadata),
          },
          ...occurrence,
          source: { component: FIELD_MANAGER },
          firstTimestamp: times.firstTime,
          lastTimestamp: times.lastTime,
          count: times.count,
        },
      });
    } catch (error: unknown) {
      if (!(error instanceof Conflict)) {
        throw error;
      }
      await this.#countUp(pathOf(place), times);
    }
  }

  /** Over the version that was read: what two say at once counts twice. */
  async #countUp(
    path: string,
    { count: times, lastTime }: Pick<Waiting, "count" | "lastTime">,
  ): Promise<void> {
    await persistently(async () => {
      const found = await this.#client.request({ method: "GET", path });
      const { metadata, count } = counted.parse(found);
      const body = { metadata, count: count + times, lastTimestamp: lastTime };
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
function placeOf({ metadata }: EventSubject, { type, reason, message }: Occurrence): Place {
  const text = [metadata.uid, type, reason, message].join("\n");
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return {
    namespace: metadata.namespace ?? "default",
    name: `${metadata.name ?? ""}.${digest}`,
  };
}

/** Path of the Event; of the namespace's Events where it has no name. */
function pathOf({ namespace, name }: Place): string {
  return `/api/v1/namespaces/${namespace}/events${name === "" ? "" : `/${name}`}`;
}
