import type { HostRole } from "../domain/errors";
import type { RunProgress } from "../domain/run/progress";

/** What becomes of operations, counted. Measuring never fails. */
export interface Metrics {
  /** An operation ended, so many seconds after it began. */
  operationEnded(operation: {
    readonly type: string;
    readonly result: "succeeded" | "failed" | "cancelled";
    readonly seconds: number;
  }): void;
  /** A run on a server ended; its steps have their times. */
  runEnded(progress: RunProgress): void;
  /** A pass failed and is repeated. */
  retried(reason: string): void;
}

/** What becomes of reviews, counted. Measuring never fails. */
export interface AdmissionMetrics {
  /** A review was answered; `failed` is a refusal because of a defect. */
  reviewed(review: {
    readonly kind: string;
    readonly operation: string;
    readonly verdict: "allowed" | "denied" | "failed";
    readonly seconds: number;
  }): void;
}

/**
 * What becomes of logins at hosts, counted. `router` is the address of the router that is logged in at, or through; empty
 * where there is none. Measuring never fails.
 */
export interface LoginMetrics {
  /** A login is open; the returned function is called when it is closed. */
  loginOpened(login: { readonly role: HostRole; readonly router: string }): () => void;
  /** Somebody who wanted a login was told this reason. */
  loginFailed(login: { readonly router: string; readonly reason: string }): void;
}
