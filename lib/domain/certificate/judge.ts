import { BOOTSTRAP_GROUP, KUBELET_CLIENT_SIGNER } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import { isOver } from "../operation/is-over";
import { tokenIdOf, tokenIdOfUser } from "../token";

/** A certificate request, as far as judging it needs. */
export interface RequestEvidence {
  readonly signerName: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly usages: readonly string[];
  readonly subject:
    | {
        readonly commonNames: readonly string[];
        readonly organizations: readonly string[];
        readonly otherAttributes: readonly string[];
        readonly extensions: readonly string[];
      }
    | undefined;
  readonly decided: boolean;
}

/** Who has the name of the Node that the token was minted for. */
export interface NameEvidence {
  /** Every operation there is, that of the token included. */
  readonly operations: readonly Operation[];
  /** Machine of the Node that has the name; absent where there is none. */
  readonly nodeMachineID: string | undefined;
  /** Machine that the Server was found to be. */
  readonly serverMachineID: string | undefined;
}

/** What to do with a request, and why. */
export interface CertificateVerdict {
  readonly kind: "Approve" | "Deny";
  readonly message: string;
}

/** Usages of a kubelet client certificate. Source: Kubernetes, "Certificate Signing Requests". */
const NEEDED_USAGES = ["client auth", "digital signature"];
const ALLOWED_USAGES: ReadonlySet<string> = new Set([...NEEDED_USAGES, "key encipherment"]);

/** The operation whose token sent the request; none where that is not ours, or somebody has decided already. */
export function askingOperation(
  { username, groups, decided }: RequestEvidence,
  operations: readonly Operation[],
): Operation | undefined {
  const tokenId = tokenIdOfUser(username);
  return tokenId === undefined || decided || !groups.includes(BOOTSTRAP_GROUP)
    ? undefined
    : operations.find(({ metadata }) => tokenId === tokenIdOf(metadata?.uid ?? ""));
}

/**
 * Whether the client certificate may be signed that a kubelet asks for with the token of the operation.
 *
 * Approved is exactly the Node of the Server that the operation is about, while its run is at work; any other claim
 * is denied. So is a name that is taken: by a Node of another machine, or by another Server of that name whose run
 * began before.
 */
export function judgeRequest(
  request: RequestEvidence,
  operation: Operation,
  names: NameEvidence,
): CertificateVerdict {
  const claim = falseClaim(request, operation) ?? takenBy(operation, names);
  const name = operation.spec.serverRef.name;
  return claim === undefined
    ? { kind: "Approve", message: `Node ${name} joins by Operation ${nameOf(operation)}` }
    : { kind: "Deny", message: `asked with the token of Node ${name}: ${claim}` };
}

/** Who has the name that is asked for, if anybody but the one who asks. */
function takenBy(
  operation: Operation,
  { operations, nodeMachineID, serverMachineID }: NameEvidence,
): string | undefined {
  if (nodeMachineID !== undefined && nodeMachineID !== serverMachineID) {
    return `that Node is machine ${nodeMachineID} already`;
  }
  const rival = operations.find(other => isRivalOf(other, operation));
  return rival === undefined ? undefined : `Operation ${nameOf(rival)} makes a Node of that name`;
}

function isRivalOf(other: Operation, operation: Operation): boolean {
  return (
    other.metadata?.namespace !== operation.metadata?.namespace &&
    other.spec.serverRef.name === operation.spec.serverRef.name &&
    isRunning(other) &&
    startOf(other) <= startOf(operation)
  );
}

function startOf({ metadata, status }: Operation): string {
  return `${status?.startTime ?? ""} ${metadata?.uid ?? ""}`;
}

/** What the request claims and may not, if anything. */
function falseClaim(request: RequestEvidence, operation: Operation): string | undefined {
  const { signerName, usages, subject } = request;
  const wanted = `system:node:${operation.spec.serverRef.name}`;
  if (!isRunning(operation)) {
    return `Operation ${nameOf(operation)} is not running`;
  }
  if (signerName !== KUBELET_CLIENT_SIGNER) {
    return `signer ${signerName}`;
  }
  if (subject === undefined) {
    return "a request that cannot be read";
  }
  if (!isExactly(subject.commonNames, wanted)) {
    return `CN ${subject.commonNames.join(", ")}, not ${wanted}`;
  }
  if (!isExactly(subject.organizations, "system:nodes") || subject.otherAttributes.length > 0) {
    return `O ${subject.organizations.join(", ")}, not only system:nodes`;
  }
  if (subject.extensions.length > 0) {
    return `extensions ${subject.extensions.join(", ")}`;
  }
  return areUsages(usages) ? undefined : `usages ${usages.join(", ")}`;
}

function isExactly(values: readonly string[], wanted: string): boolean {
  return values.length === 1 && values[0] === wanted;
}

function areUsages(usages: readonly string[]): boolean {
  return (
    NEEDED_USAGES.every(usage => usages.includes(usage)) &&
    usages.every(usage => ALLOWED_USAGES.has(usage))
  );
}

/** A job was handed to the server, and the operation has not ended. */
function isRunning(operation: Operation): boolean {
  return operation.status?.dcJobID !== undefined && !isOver(operation);
}

function nameOf({ metadata }: Operation): string {
  return `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
}
