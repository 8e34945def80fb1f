/** An object as a user sends it: any field may be anything. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly creationTimestamp?: string;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly type?: string;
  readonly stringData?: Readonly<Record<string, string>>;
}

/**
 * What becomes of an object.
 *
 * admitted - stored as it is; normalised - stored in another spelling, for which the webhook is needed;
 * refusedBySchema - refused by the API server alone; refusedByAdmission - refused by the webhook, which sees other
 * objects; condition - stored, and Stargate tells in a condition what is wrong.
 */
export type Verdict =
  | "admitted"
  | "normalised"
  | "refusedBySchema"
  | "refusedByAdmission"
  | "condition";

/** One case of the catalogue. */
export interface Row {
  readonly name: string;
  readonly manifest: Manifest;
  readonly verdict: Verdict;
  /** Field that the refusal names. */
  readonly field?: string;
  /** Words of the refusal, or the reason of the condition. */
  readonly says?: string;
  /** The spelling that is stored in place of the one that was sent. */
  readonly becomes?: string;
  /** Reason of the condition that tells it where the webhook was away. */
  readonly reconciled?: string;
  /** What was stored before, when the case is an update. */
  readonly before?: Manifest;
  /** Other objects without which the verdict is another. */
  readonly given?: readonly Manifest[];
}

/** Builds the manifest of a case from the fields of its spec. */
export type Build = (spec: Readonly<Record<string, unknown>>) => Manifest;

const API_VERSION = "stargate.io/v1alpha1";

/** A Server at the sample address. */
export function server(spec: Readonly<Record<string, unknown>>, name = "s"): Manifest {
  const whole = { ipv4: "10.50.1.5", ...spec };
  return { apiVersion: API_VERSION, kind: "Server", metadata: { name }, spec: whole };
}

/** A profile with what every profile needs. */
export function profile(spec: Readonly<Record<string, unknown>>): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: "ProvisioningProfile",
    metadata: { name: "p" },
    spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh", ...spec },
  };
}

/** A repave of the sample Server. */
export function operation(spec: Readonly<Record<string, unknown>>): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: "Operation",
    metadata: { name: "o" },
    spec: { serverRef: { name: "s" }, operation: "repave", ...spec },
  };
}

/** A Router at the sample address. */
export function router(spec: Readonly<Record<string, unknown>>): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: "Router",
    metadata: { name: "r" },
    spec: { tailscaleIP: "100.64.0.1", ...spec },
  };
}

/** A Secret with these entries. */
export function secret(name: string, stringData: Readonly<Record<string, string>>): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name }, type: "Opaque", stringData };
}

/** Cases in which one field of the spec has each of the values, and which end alike. */
export function each(
  build: Build,
  field: string,
  values: readonly unknown[],
  end: Pick<Row, "verdict" | "says" | "becomes">,
): readonly Row[] {
  const isRefused = end.verdict === "refusedBySchema";
  return values.map(value => ({
    name: `${field} ${printed(value)}`,
    manifest: build(nested(field.split("."), value)),
    ...end,
    ...(isRefused ? { field: `spec.${field}` } : {}),
  }));
}

/** Refused by the API server alone, in these words. */
export function refused(says?: string): Pick<Row, "verdict" | "says"> {
  return { verdict: "refusedBySchema", ...(says === undefined ? {} : { says }) };
}

/** Stored as it is. */
export const ADMITTED: Pick<Row, "verdict"> = { verdict: "admitted" };

/** Stored in this spelling. */
export function normalised(becomes: string): Pick<Row, "verdict" | "becomes"> {
  return { verdict: "normalised", becomes };
}

/** `a.b` of a value is `{a: {b: value}}`. */
function nested(path: readonly string[], value: unknown): Record<string, unknown> {
  const [first = "", ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}

/** A value as the name of a test shows it: on one line, short, in ASCII. */
function printed(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  const ascii = (text ?? "absent").replace(
    /[^ -~]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return ascii.length > 60 ? `${ascii.slice(0, 60)}... (${ascii.length})` : ascii;
}
