import type { EventReason, Kind } from "../api/conditions";

/** The object that an Event is about. */
export interface EventSubject {
  readonly kind: Kind | "ConfigMap" | "Node";
  readonly metadata: {
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
}

/**
 * Kubernetes Events. Recording never fails a pass and never holds one up: it resolves when the words were taken, and
 * what cannot be written is logged.
 */
export interface Events {
  normal(subject: EventSubject, reason: EventReason, message: string): Promise<void>;
  warning(subject: EventSubject, reason: EventReason, message: string): Promise<void>;
}
