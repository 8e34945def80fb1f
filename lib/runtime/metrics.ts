import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Operation } from "../api/operation.generated";
import type { Census, Tally } from "../domain/census";
import type { RunProgress } from "../domain/run/progress";
import type { AdmissionMetrics, LoginMetrics, Metrics } from "../ports/metrics";

const OPERATION_TYPES: readonly Operation["spec"]["operation"][] = ["repave", "reboot", "reset"];

const KINDS = ["Server", "ProvisioningProfile", "Operation", "Router"] as const;

/** Bounds in seconds, from a step that finds everything done to the longest run. Source: peers, "Metrics". */
const BUCKETS = [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Bounds in seconds of what the API server waits for. Source: `apiserver_admission_webhook_admission_duration_seconds`, and one below. */
const REVIEW_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5];

/** What Prometheus reads of this process. Names and labels are API: docs/operations.md lists them. */
export class PrometheusMetrics implements Metrics, AdmissionMetrics, LoginMetrics {
  readonly #registry = new Registry();
  readonly #operations = new Histogram({
    name: "stargate_operation_duration_seconds",
    help: "Time from the first contact until an operation ended.",
    labelNames: ["type", "result"],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #steps = new Histogram({
    name: "stargate_step_duration_seconds",
    help: "Time that a step of a run took on its server, last attempt.",
    labelNames: ["step", "result"],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #attempts = new Counter({
    name: "stargate_step_retries_total",
    help: "Attempts of steps beyond the first.",
    labelNames: ["step"],
    registers: [this.#registry],
  });
  readonly #retries = new Counter({
    name: "stargate_retries_total",
    help: "Passes of the controller that failed and were repeated.",
    labelNames: ["class"],
    registers: [this.#registry],
  });
  readonly #reviews = new Histogram({
    name: "stargate_admission_review_duration_seconds",
    help: "Time that judging an object took.",
    labelNames: ["kind", "operation", "verdict"],
    buckets: REVIEW_BUCKETS,
    registers: [this.#registry],
  });
  readonly #logins = new Gauge({
    name: "stargate_ssh_connections",
    help: "SSH logins that are open, at a router or through it.",
    labelNames: ["role", "router"],
    registers: [this.#registry],
  });
  readonly #loginFailures = new Counter({
    name: "stargate_ssh_login_failures_total",
    help: "SSH logins that failed, by the reason.",
    labelNames: ["router", "reason"],
    registers: [this.#registry],
  });

  readonly #servers = this.#tally("servers", "Servers by state.", "state");
  readonly #objects = this.#tally("operations", "Operations that are there, by phase.", "phase");
  readonly #waiting = this.#tally(
    "waiting",
    "Servers and Operations that wait, by what for.",
    "reason",
  );
  readonly #profiles = this.#tally(
    "profiles",
    "ProvisioningProfiles by the status of Ready.",
    "ready",
  );
  readonly #routers = new Gauge({
    name: "stargate_router_up",
    help: "1 where the Router is Ready, else 0.",
    labelNames: ["namespace", "router"],
    registers: [this.#registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  operationEnded({ type, result, seconds }: Parameters<Metrics["operationEnded"]>[0]): void {
    this.#operations.observe({ type, result }, seconds);
  }

  runEnded({ steps }: RunProgress): void {
    for (const { name, state, startTime, completionTime, attempts } of steps) {
      if (startTime !== undefined && completionTime !== undefined) {
        const seconds = (Date.parse(completionTime) - Date.parse(startTime)) / 1000;
        this.#steps.observe({ step: name, result: state.toLowerCase() }, Math.max(0, seconds));
      }
      if (attempts > 1) {
        this.#attempts.inc({ step: name }, attempts - 1);
      }
    }
  }

  retried(reason: string): void {
    this.#retries.inc({ class: reason });
  }

  reviewed({ seconds, ...labels }: Parameters<AdmissionMetrics["reviewed"]>[0]): void {
    this.#reviews.observe(labels, seconds);
  }

  loginOpened(labels: Parameters<LoginMetrics["loginOpened"]>[0]): () => void {
    this.#logins.inc(labels);
    return () => {
      this.#logins.dec(labels);
    };
  }

  loginFailed(labels: Parameters<LoginMetrics["loginFailed"]>[0]): void {
    this.#loginFailures.inc(labels);
  }

  /** Shows how many objects there are. Only who reconciles counts them; the others show none. */
  count({ servers, operations, waiting, profiles, routers }: Census): void {
    show(this.#servers, "state", servers);
    show(this.#objects, "phase", operations);
    show(this.#waiting, "reason", waiting);
    show(this.#profiles, "ready", profiles);
    this.#routers.reset();
    for (const { namespace, name, isUp } of routers) {
      this.#routers.set({ namespace, router: name }, isUp ? 1 : 0);
    }
  }

  /** Shows operations that fail from none on: of a count that begins with 1 nobody can tell that it rose. */
  beginOperations(): void {
    for (const type of OPERATION_TYPES) {
      this.#operations.zero({ type, result: "failed" });
    }
  }

  /** The same of reviews. */
  beginReviews(): void {
    for (const kind of KINDS) {
      for (const operation of ["CREATE", "UPDATE", "DELETE"]) {
        this.#reviews.zero({ kind, operation, verdict: "failed" });
      }
    }
  }

  /** Shows the depth of a queue of operations, read when it is asked for. */
  watchQueue(depth: () => { readonly waiting: number; readonly running: number }): void {
    this.#gauge(
      "stargate_operation_queue_depth",
      "Operations that wait for a pass.",
      () => depth().waiting,
    );
    this.#gauge(
      "stargate_operations_in_flight",
      "Operations with a pass at work.",
      () => depth().running,
    );
  }

  /** Shows when the certificate of the webhooks expires, read when it is asked for. */
  watchCertificate(expirySeconds: () => number | undefined): void {
    this.#gauge(
      "stargate_webhook_certificate_expiry_timestamp_seconds",
      "When the certificate that the webhooks show expires, seconds since the epoch.",
      () => expirySeconds() ?? 0,
    );
  }

  /** Shows whether this process is the one that reconciles: the sum over all of them is 1. */
  watchLeader(isLeading: () => boolean): void {
    this.#gauge("stargate_leader", "1 in the process that reconciles, else 0.", () =>
      isLeading() ? 1 : 0,
    );
  }

  /** A gauge with a number for each word. */
  #tally<L extends string>(name: string, help: string, label: L): Gauge<L> {
    return new Gauge({
      name: `stargate_${name}`,
      help,
      labelNames: [label],
      registers: [this.#registry],
    });
  }

  /** A gauge that is read when it is asked for. */
  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(value());
      },
    });
  }

  /** The text format of Prometheus, and its content type. */
  async render(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

/** Words that nothing is counted by any more go. */
function show<L extends string>(gauge: Gauge<L>, label: L, tally: Tally): void {
  gauge.reset();
  for (const [word, number] of Object.entries(tally)) {
    gauge.set({ [label]: word } as Record<L, string>, number);
  }
}
