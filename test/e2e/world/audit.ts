import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, openLab, statePath } from "../../../hack/lab/lab";

/** The lab of the tests that have none of their own. */
const OTHERS = openLab();

/** Whom the module is. */
const MODULE = "system:serviceaccount:pepr-system:pepr-stargate";

/** A request of the module, as the API server's audit log has it. */
export interface Asked {
  readonly verb: string;
  readonly group: string;
  /** With its subresource, as rules have it: `pods/eviction`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  /** Of a list or watch: the one name that it is limited to. */
  readonly name: string | undefined;
}

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Keeps the audit log of a lab that goes with the lab of the other tests, where there is one: `audit-of-<form>.log`. */
export function keepAuditLog(from: Lab, form: string): void {
  const logs = statePath(OTHERS, "log");
  if (existsSync(logs)) {
    copyFileSync(statePath(from, "log", "audit.log"), join(logs, `audit-of-${form}.log`));
  }
}

/** What the module was granted by the API server, whatever came of it. */
export function allowedIn(files: readonly string[]): readonly Asked[] {
  return eventsIn(files)
    .filter(event => !isDenied(event))
    .map(asked);
}

/** What was refused to it. */
export function deniedIn(files: readonly string[]): readonly Asked[] {
  return eventsIn(files).filter(isDenied).map(asked);
}

/** Code 403 would be as well the answer to who writes into a namespace that goes. */
function isDenied({ annotations }: AuditEvent): boolean {
  return annotations?.["authorization.k8s.io/decision"] === "forbid";
}

function eventsIn(files: readonly string[]): readonly AuditEvent[] {
  return files
    .flatMap(file => readFileSync(file, "utf8").split("\n"))
    .filter(line => line.includes(MODULE))
    .map(line => JSON.parse(line) as AuditEvent)
    .filter(({ user, objectRef }) => user.username === MODULE && objectRef !== undefined);
}

function asked({ verb, requestURI, objectRef = {} }: AuditEvent): Asked {
  const { apiGroup = "", resource = "", subresource, namespace, name } = objectRef;
  const selected = /fieldSelector=metadata\.name%3D([^&]+)/.exec(requestURI)?.[1];
  return {
    verb,
    group: apiGroup,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
    name: name ?? selected,
  };
}
