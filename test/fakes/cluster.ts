import type { EventReason } from "../../lib/api/conditions";
import { Conflict, DependencyMissing } from "../../lib/domain/errors";
import { formatKey, type Key } from "../../lib/domain/key";
import { redact } from "../../lib/domain/redact";
import { Secret } from "../../lib/domain/secret";
import { tokenIdOf } from "../../lib/domain/token";
import { formatObject, referenceTo } from "../../lib/domain/waiting";
import type { CertificateRequest, CertificateRequests } from "../../lib/ports/certificate-requests";
import type { Events, EventSubject } from "../../lib/ports/events";
import type { BootstrapTokens, ClusterFacts, JoinInfo } from "../../lib/ports/join";
import type { Log, SecretRegister } from "../../lib/ports/log";
import type { LoginMetrics, Metrics } from "../../lib/ports/metrics";
import type { NodeReference, Nodes, NodeView } from "../../lib/ports/nodes";
import type { SecretEntries, Secrets, SecretUses } from "../../lib/ports/secrets";
import type { Settings, SettingsSource } from "../../lib/ports/settings";
import { selfSigned } from "./pki";

const AUTHORITY = selfSigned().certificate;

/** Secret half of the first token; that of each later one is turned by one more letter. */
const FIRST_HALF = "0123456789abcdef";

/** Nodes that the test puts there. */
export class FakeNodes implements Nodes {
  readonly nodes = new Map<string, NodeView>();
  /** Whether finalizers of somebody else keep what is deleted. */
  stuck = false;

  get(name: string): Promise<NodeView | undefined> {
    return Promise.resolve(this.nodes.get(name));
  }

  delete({ name, uid }: NodeReference): Promise<void> {
    const found = this.nodes.get(name);
    if (found !== undefined && found.uid !== uid) {
      return Promise.reject(new Conflict("another UID", { reason: "ApiUnavailable" }));
    }
    if (!this.stuck) {
      this.nodes.delete(name);
    }
    return Promise.resolve();
  }
}

/** Secrets that the test puts there, by `namespace/name`. */
export class FakeSecrets implements Secrets {
  readonly secrets = new Map<string, Readonly<Record<string, string>>>();
  /** Namespaces whose Secrets may not be read. */
  readonly forbidden = new Set<string>();
  readonly #register: SecretRegister;

  constructor(register: SecretRegister = emptyRegister) {
    this.#register = register;
  }

  read(key: Key, uses: SecretUses): Promise<SecretEntries> {
    const found = this.secrets.get(formatKey(key));
    const isForbidden = this.forbidden.has(key.namespace);
    if (found === undefined || isForbidden) {
      return Promise.reject(isForbidden ? secretForbidden(key) : secretNotFound(key));
    }
    const entries = Object.entries(found)
      .filter(([name]) => name in uses)
      .map(([name, value]) => [name, new Secret(value)] as const);
    for (const [name, secret] of entries) {
      if (uses[name] === "secret") {
        this.#register.add(secret);
      }
    }
    return Promise.resolve(new Map(entries));
  }
}

/** Tokens that are live, by UID. */
export class FakeTokens implements BootstrapTokens {
  readonly live = new Map<string, Date>();
  /** UIDs whose Secret's name somebody else's Secret has. */
  readonly occupied = new Set<string>();
  readonly #halves = new Map<string, string>();
  minted = 0;
  /** Thrown by every revocation. */
  refusal: Error | undefined;

  ensure(operationUid: string, expiresAt: Date): Promise<Secret> {
    if (this.occupied.has(operationUid)) {
      const object = referenceTo("Secret", {
        namespace: "kube-system",
        name: tokenIdOf(operationUid),
      });
      const failure = { reason: "TokenTaken", object } as const;
      return Promise.reject(new DependencyMissing("a Secret of that name exists", failure));
    }
    const lives = this.live.get(operationUid);
    if (lives === undefined || lives < expiresAt) {
      this.live.set(operationUid, expiresAt);
      this.#halves.set(
        operationUid,
        FIRST_HALF.slice(this.minted) + FIRST_HALF.slice(0, this.minted),
      );
      this.minted++;
    }
    const half = this.#halves.get(operationUid) ?? "";
    return Promise.resolve(new Secret(`${tokenIdOf(operationUid)}.${half}`));
  }

  revoke(operationUid: string): Promise<void> {
    if (this.refusal !== undefined) {
      return Promise.reject(this.refusal);
    }
    this.live.delete(operationUid);
    return Promise.resolve();
  }
}

/** What a cluster of the test says to joining nodes. */
export class FakeJoinInfo implements JoinInfo {
  facts: ClusterFacts = {
    caBundle: AUTHORITY,
    podSubnet: "10.244.0.0/16",
    cgroupDriver: "systemd",
  };
  /** A ConfigMap of kubeadm's that is not there. */
  missing: string | undefined;

  read(): Promise<ClusterFacts> {
    if (this.missing === undefined) {
      return Promise.resolve(this.facts);
    }
    const object = referenceTo("ConfigMap", { namespace: "kube-system", name: this.missing });
    const failure = { reason: "ClusterConfigMissing", object } as const;
    return Promise.reject(new DependencyMissing(`${formatObject(object)} does not exist`, failure));
  }
}

/** Settings that the test turns. */
export class FakeSettings implements SettingsSource {
  settings: Settings = {
    controlPlaneIp: "198.51.100.10",
    adminUsername: "ubuntu",
    sshPort: 22,
    unknownKey: "accept",
    pauseAll: false,
    runLimits: { total: 100, perRouter: 50 },
  };

  /** Why there are none. */
  failure: Error | undefined;

  current(): Promise<Settings> {
    return this.failure === undefined
      ? Promise.resolve(this.settings)
      : Promise.reject(this.failure);
  }

  afresh(): Promise<Settings> {
    return this.current();
  }
}

/** An Event, and how often it was recorded. */
export interface SeenEvent {
  readonly type: "Normal" | "Warning";
  readonly subject: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

/** Events that were recorded, each time, as `Kind/name Reason: message`. */
export class FakeEvents implements Events {
  readonly recorded: string[] = [];
  /** The same without repetitions. */
  readonly seen: SeenEvent[] = [];
  /** Nothing can be recorded. */
  isAway = false;
  readonly #register: SecretRegister;

  constructor(register: SecretRegister = emptyRegister) {
    this.#register = register;
  }

  normal(subject: EventSubject, reason: EventReason, message: string): Promise<void> {
    return this.#record("Normal", subject, `${reason}: ${message}`);
  }

  warning(subject: EventSubject, reason: EventReason, message: string): Promise<void> {
    return this.#record("Warning", subject, `${reason}: ${message}`);
  }

  #record(type: SeenEvent["type"], of: EventSubject, words: string): Promise<void> {
    if (this.isAway) {
      return Promise.resolve();
    }
    const subject = `${of.kind}/${of.metadata.name ?? ""}`;
    const said = this.#register.redact(words);
    this.recorded.push(`${subject} ${said}`);
    const [reason = ""] = said.split(": ", 1);
    const event = { type, subject, reason, message: said.slice(reason.length + 2) };
    const index = this.seen.findIndex(
      ({ count: _, ...other }) => JSON.stringify(other) === JSON.stringify(event),
    );
    const count = (this.seen[index]?.count ?? 0) + 1;
    this.seen.splice(index < 0 ? this.seen.length : index, 1, { ...event, count });
    return Promise.resolve();
  }
}

/** Certificate requests that the test puts there, and what became of them. */
export class FakeCertificateRequests implements CertificateRequests {
  readonly requests = new Map<string, CertificateRequest>();
  readonly decisions: string[] = [];

  get(name: string): Promise<CertificateRequest | undefined> {
    return Promise.resolve(this.requests.get(name));
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.requests.keys()]);
  }

  approve(name: string): Promise<void> {
    return this.#decide("approved", name);
  }

  deny(name: string): Promise<void> {
    return this.#decide("denied", name);
  }

  #decide(verdict: string, name: string): Promise<void> {
    const request = this.requests.get(name);
    if (request !== undefined && !request.decided) {
      this.requests.set(name, { ...request, decided: true });
      this.decisions.push(`${verdict} ${name}`);
    }
    return Promise.resolve();
  }
}

/** What was measured, as words. */
export class FakeMetrics implements Metrics, LoginMetrics {
  readonly measured: string[] = [];
  readonly #awaited = new Map<string, () => void>();

  /** Resolves once it was measured. */
  async until(words: string): Promise<void> {
    if (!this.measured.includes(words)) {
      await new Promise<void>(resolve => this.#awaited.set(words, resolve));
    }
  }

  operationEnded({ type, result, seconds }: Parameters<Metrics["operationEnded"]>[0]): void {
    this.measured.push(`${type} ${result} after ${seconds} s`);
  }

  runEnded({ steps }: Parameters<Metrics["runEnded"]>[0]): void {
    this.measured.push(`run of ${steps.length} steps`);
  }

  retried(reason: string): void {
    this.measured.push(`retried ${reason}`);
  }

  loginOpened({ role, router }: Parameters<LoginMetrics["loginOpened"]>[0]): () => void {
    const what = `${role} login by ${router === "" ? "nobody" : router}`;
    this.measured.push(`${what} opened`);
    return () => {
      this.measured.push(`${what} closed`);
      this.#awaited.get(`${what} closed`)?.();
    };
  }

  loginFailed({ router, reason }: Parameters<LoginMetrics["loginFailed"]>[0]): void {
    this.measured.push(`login by ${router === "" ? "nobody" : router} failed: ${reason}`);
  }
}

/** A log that nobody reads. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A register that knows nothing and still redacts what looks like a secret. */
export const emptyRegister: SecretRegister = {
  add: () => undefined,
  redact: text => redact(text),
};

function secretNotFound(key: Key): DependencyMissing {
  return new DependencyMissing(`Secret ${formatKey(key)} does not exist`, {
    reason: "SecretNotFound",
    object: referenceTo("Secret", key),
  });
}

function secretForbidden(key: Key): DependencyMissing {
  return new DependencyMissing(`Secret ${formatKey(key)} may not be read`, {
    reason: "SecretForbidden",
    remedy: `grant it: kubectl create rolebinding stargate-inventory -n ${key.namespace}`,
    object: referenceTo("RoleBinding", { ...key, name: "stargate-inventory" }),
  });
}
