/** Who a machine was, when it was forgotten. */
export interface Forgotten {
  /** The machine's ID, as systemd has it. */
  readonly machineID: string;
  /** The Server that it was, `namespace/name`. */
  readonly server: string;
}

/**
 * Machines that were let go without being cleaned: their kubelets may not register a Node.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied` or `Conflict`.
 */
export interface ForgottenMachines {
  /** Puts the machine on the list. The list is bounded: the one that has been on it longest makes room. */
  add(machine: Forgotten): Promise<void>;
  /** Whether the machine is on the list. */
  has(machineID: string): Promise<boolean>;
  /** Lets a machine that is on the list register as the Node of that name, and as no other: it is to become that. */
  welcome(machineID: string, nodeName: string): Promise<void>;
  /** Takes the machine off the list, if it is there. */
  remove(machineID: string): Promise<void>;
}
