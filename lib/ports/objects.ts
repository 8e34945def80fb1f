import type { Operation } from "../api/operation.generated";
import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import type { Key } from "../domain/key";

/** An object of ours. */
export type StargateObject = Server | ProvisioningProfile | Operation | Router;

/** The status of an object of ours. */
export type StatusOf<T extends StargateObject> = NonNullable<T["status"]>;

/** Which objects a list holds: all by default. */
export interface Selection {
  readonly namespace?: string;
  /** A selectable field of the CRD and its value. */
  readonly field?: readonly [path: string, value: string];
  /** A label selector, as kubectl takes it. */
  readonly labels?: string;
}

/**
 * The objects of one kind of ours.
 *
 * All methods reject only with `ApiUnavailable`, `AccessDenied`, `Conflict` or `InvalidSpec`.
 */
export interface Objects<T extends StargateObject> {
  get(key: Key): Promise<T | undefined>;
  /** All that are selected; `keep` says what is kept of each, where there may be thousands. */
  list(selection?: Selection, keep?: (object: T) => T): Promise<readonly T[]>;
  /**
   * Creates the object; undefined when there is one of its name already, which stays as it is.
   *
   * Rejects with `NamespaceTerminating`, too.
   */
  create(object: T): Promise<T | undefined>;
  /** Deletes the object; no object is fine. */
  delete(key: Key): Promise<void>;
  /** Adds the finalizer to this very object. Resolves to whether it has it: not when it is gone or being deleted. */
  addFinalizer(object: T, finalizer: string): Promise<boolean>;
  /** Removes the finalizer from this very object; no object and no finalizer is fine. */
  removeFinalizer(object: T, finalizer: string): Promise<void>;
  /**
   * Reads the object, asks for its new status and writes that, if it differs and nobody wrote meanwhile.
   *
   * On a conflict it reads and asks again. Returns the object as it stands, or undefined when it is gone.
   */
  updateStatus(key: Key, change: (object: T) => StatusOf<T> | undefined): Promise<T | undefined>;
}

/** The kinds of ours. */
export interface Store {
  readonly servers: Objects<Server>;
  readonly profiles: Objects<ProvisioningProfile>;
  readonly operations: Objects<Operation>;
  readonly routers: Objects<Router>;
}
