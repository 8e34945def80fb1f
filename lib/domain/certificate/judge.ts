import { BOOTSTRAP_GROUP, KUBELET_CLIENT_SIGNER } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import { isTrue } from "../conditions";
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

/** What to do with a request. */
export type CertificateVerdict =
  | { readonly kind: "NotOurs" }
  | { readonly kind: "Approve" | "Deny"; readonly operation: Operation; readonly message: string };

/** Usages of a kubelet client certificate. Source: Kubernetes, "Certificate Signing Requests". */
const NEEDED_USAGES = ["client auth", "digital signature"];
const ALLOWED_USAGES: ReadonlySet<string> = new Set([...NEEDED_USAGES, "key encipherment"]);

/**
 * Whether a kubelet's client certificate may be signed.
 *
 * Looked at are only requests sent with a token of ours. Approved is exactly the Node of the Server whose
 * running operation the token was minted for; any other claim made with that token is denied.
 */
export function judgeRequest(
  request: RequestEvidence,
  operations: readonly Operation[],
): CertificateVerdict {
  const tokenId = tokenIdOfUser(request.username);
  const isOurs = tokenId !== undefined && request.groups.includes(BOOTSTRAP_GROUP);
  const operation = operations.find(({ metadata }) => tokenId === tokenIdOf(metadata?.uid ?? ""));
  if (!isOurs || request.decided || operation === undefined) {
    return { kind: "NotOurs" };
  }
  const claim = falseClaim(request, operation);
  const name = operation.spec.serverRef.name;
  return claim === undefined
    ? {
        kind: "Approve",
        operation,
        message: `Node ${name} joins by Operation ${nameOf(operation)}`,
      }
    : { kind: "Deny", operation, message: `asked with the token of Node ${name}: ${claim}` };
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
function isRunning({ status }: Operation): boolean {
  return (
    status?.dcJobID !== undefined &&
    !isTrue<"Operation">(status.conditions, "Complete") &&
    !isTrue<"Operation">(status.conditions, "Failed")
  );
}

function nameOf({ metadata }: Operation): string {
  return `${metadata?.namespace ?? ""}/${metadata?.name ?? ""}`;
}
