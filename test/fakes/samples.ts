import { createHash } from "node:crypto";
import type { Condition } from "../../lib/api/conditions";
import type { Operation } from "../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../lib/api/provisioning-profile.generated";
import type { Router } from "../../lib/api/router.generated";
import type { Server } from "../../lib/api/server.generated";
import type { ObservedHostKey } from "../../lib/domain/net/host-key";
import type { NodeEvidence } from "../../lib/domain/operation/judge-node";
import {
  CLEARS_WHEN,
  type ObjectReference,
  type WaitingFor,
  type WaitReason,
} from "../../lib/api/waiting";
import { parseKey } from "../../lib/domain/key";
import { referenceTo } from "../../lib/domain/waiting";

/** A moment in the API's spelling; `laterBy` counts from it. */
export const NOW = "2026-03-01T12:00:00Z";

/** `NOW` in milliseconds since the epoch. */
export const NOW_MS = Date.parse(NOW);

/** UID of every sample operation. */
export const OPERATION_UID = "7f9c2ba4-e88f-4b1d-9c3a-2f5d8e1b6a70";

/** Machine ID of the sample server. */
export const MACHINE_ID = "4c4c4544004b3510804ab7c04f4d3732";

/** Metadata that a test may want to be different. */
interface Metadata {
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly creationTimestamp?: Date;
  readonly deletionTimestamp?: Date;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly finalizers?: string[];
}

/** What a test wants to be different from the sample. */
interface Changes<T extends { spec: unknown; status?: unknown }> {
  readonly metadata?: Metadata;
  readonly spec?: Partial<T["spec"]>;
  readonly status?: T["status"];
}

/** The moment that many seconds after `NOW`, as the API writes it. */
export function laterBy(seconds: number): string {
  return new Date(NOW_MS + seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** A condition that was set long ago. */
export function aCondition(
  type: string,
  status: Condition["status"],
  rest: Partial<Condition> = {},
): Condition {
  return {
    type,
    status,
    reason: "InProgress",
    message: "",
    observedGeneration: 1,
    lastTransitionTime: "2026-01-01T00:00:00Z",
    ...rest,
  };
}

/** A server behind a router that passes every rule. */
export function aServer({ metadata, spec, status }: Changes<Server> = {}): Server {
  return {
    metadata: { namespace: "dc1", name: "w1", uid: "server-uid", generation: 3, ...metadata },
    spec: { ipv4: "10.50.1.5", ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** A profile that passes every rule. */
export function aProfile({
  metadata,
  spec,
  status,
}: Changes<ProvisioningProfile> = {}): ProvisioningProfile {
  return {
    metadata: { namespace: "dc1", name: "k8s-1-34", generation: 1, ...metadata },
    spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh", ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** A repave of the sample server. */
export function anOperation({ metadata, spec, status }: Changes<Operation> = {}): Operation {
  return {
    metadata: { namespace: "dc1", name: "op1", uid: OPERATION_UID, generation: 2, ...metadata },
    spec: { operation: "repave", serverRef: { name: "w1" }, ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** A router that passes every rule. */
export function aRouter({ metadata, spec, status }: Changes<Router> = {}): Router {
  return {
    metadata: { namespace: "dc1", name: "router-1", uid: "router-uid", generation: 5, ...metadata },
    spec: { tailscaleIP: "100.64.0.9", ...spec },
    ...(status === undefined ? {} : { status }),
  };
}

/** The object of which `formatObject` says that: "Secret dc1/ssh". */
export function anObject(text: string): ObjectReference {
  const [kind = "", key = ""] = text.split(" ");
  return referenceTo(kind, parseKey(key));
}

/** A wait as a status has it, for the object of which `formatObject` says that. */
export function aWait(
  reason: WaitReason,
  object?: string,
  rest: Partial<WaitingFor> = {},
): WaitingFor {
  return {
    reason,
    ...(object === undefined ? {} : { object: anObject(object) }),
    since: NOW,
    clearsWhen: CLEARS_WHEN[reason],
    message: "not there yet",
    ...rest,
  };
}

/** The sample server's own Node, Ready. */
export function aNode(rest: Partial<NodeEvidence> = {}): NodeEvidence {
  return {
    name: "w1",
    uid: "node-uid",
    bootID: "boot-1",
    isCordoned: false,
    cordonedBy: undefined,
    machineID: MACHINE_ID,
    kubeletVersion: "v1.34.4",
    internalIP: "10.50.1.5",
    ready: true,
    notReadyMessage: "",
    ...rest,
  };
}

/** An ed25519 host key that follows from the seed. */
export function aHostKey(seed = "host"): ObservedHostKey {
  const type = Buffer.from("ssh-ed25519");
  const point = createHash("sha256").update(seed).digest();
  const blob = Buffer.concat([lengthOf(type), type, lengthOf(point), point]);
  return {
    publicKey: `ssh-ed25519 ${blob.toString("base64")}`,
    fingerprint: `SHA256:${createHash("sha256").update(blob).digest("base64").replace("=", "")}`,
  };
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

/** The value with everything in it frozen: whoever changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
