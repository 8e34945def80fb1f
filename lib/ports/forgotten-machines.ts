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
  /** Takes the machine off the list, if it is there: it is wanted again. */
  remove(machineID: string): Promise<void>;
}
