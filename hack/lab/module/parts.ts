import { CONTROL_PLANE_ADDRESS, PORTS } from "../topology";

/** The module's processes, apart as in production. The second watcher only runs when it is asked for. */
export const MODULE_PARTS = ["admission", "watcher", "watcher-2"] as const;

/** What runs unless somebody says otherwise. */
export const DEFAULT_PARTS = ["admission", "watcher"] as const satisfies readonly ModulePart[];

/** One of the module's processes. */
export type ModulePart = (typeof MODULE_PARTS)[number];

/** The namespace that Pepr's generated manifests use. */
export const MODULE_NAMESPACE = "pepr-system";

/** The name that Pepr gives to the module's ServiceAccount, Service and webhooks. */
export const MODULE_NAME = "pepr-stargate";

/** The lab's process name of a part. */
export function daemonName(part: ModulePart): string {
  return `module-${part}`;
}

/** Where a part listens. */
export function listenPort(part: ModulePart): number {
  return PORTS[part];
}

/** Where a part serves its metrics: they share an address. */
export function metricsPort(part: ModulePart): number {
  return PORTS[`${part}-metrics`];
}

/** Where the API server reaches a part. */
export function listenAddress(part: ModulePart): string {
  return `${CONTROL_PLANE_ADDRESS}:${listenPort(part)}`;
}

/** The generated name of a part's Deployment and Service. */
export function generatedName(part: ModulePart): string {
  return part === "admission" ? MODULE_NAME : `${MODULE_NAME}-watcher`;
}
