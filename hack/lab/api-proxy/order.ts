import {
  answersOnly,
  conflicts,
  forgetsVersions,
  HANGS,
  keepsQuietAbout,
  stutters,
} from "./faults";
import type { Fault, Seen } from "./fault";
import { type Extent, type Lists, remembers } from "./memory";

/** What is to be wrong with the API server. */
export type Order =
  /** Nothing. */
  | { readonly kind: "none" }
  /** Every request, or those of the methods, are answered with this status. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly methods?: readonly string[];
    }
  /** No request is answered. */
  | { readonly kind: "hang" }
  /** Every other PATCH meets a writer that was faster, whom there never was. */
  | { readonly kind: "conflicts" }
  /** No version that a watch wants to begin at is known any more. */
  | { readonly kind: "gone"; readonly manner: "at once" | "in stream" }
  /** Watches tell nothing of these types. */
  | { readonly kind: "quiet"; readonly types: readonly string[] }
  /** Watches tell everything twice, and what came within a moment in reverse. */
  | { readonly kind: "stutter" }
  /** Nothing has happened since. */
  | { readonly kind: "memory"; readonly lists: Lists; readonly extent: Extent };

/** What the process is told to do. */
export type Command =
  | { readonly do: "set"; readonly order: Order }
  | { readonly do: "go away" | "come back" | "cut watches" | "tell" };

/** What it says of itself. */
export interface Report {
  /** Every request since it was asked last, oldest first. */
  readonly requests: readonly Seen[];
  /** Events that were dropped or told in another way, since the fault was set. */
  readonly changedEvents: number;
  /** Paths of the watches that are being told. */
  readonly watches: readonly string[];
}

/** The fault that was ordered. */
export function faultOf(order: Order): Fault {
  switch (order.kind) {
    case "none":
      return {};
    case "answer":
      return answersOnly(order.status, order);
    case "hang":
      return HANGS;
    case "conflicts":
      return conflicts();
    case "gone":
      return forgetsVersions(order.manner);
    case "quiet":
      return keepsQuietAbout(order.types);
    case "stutter":
      return stutters();
    case "memory":
      return remembers(order.lists, order.extent);
  }
}
