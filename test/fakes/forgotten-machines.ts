import type { Forgotten, ForgottenMachines } from "../../lib/ports/forgotten-machines";

/** Forgotten machines, in memory: by machine ID, the Server that each was. */
export class FakeForgottenMachines implements ForgottenMachines {
  readonly machines = new Map<string, string>();
  /** Those that may register, and as which Node. */
  readonly wanted = new Map<string, string>();

  add({ machineID, server }: Forgotten): Promise<void> {
    this.machines.set(machineID, server);
    this.wanted.delete(machineID);
    return Promise.resolve();
  }

  has(machineID: string): Promise<boolean> {
    return Promise.resolve(this.machines.has(machineID));
  }

  welcome(machineID: string, nodeName: string): Promise<void> {
    if (this.machines.has(machineID)) {
      this.wanted.set(machineID, nodeName);
    }
    return Promise.resolve();
  }

  remove(machineID: string): Promise<void> {
    this.machines.delete(machineID);
    this.wanted.delete(machineID);
    return Promise.resolve();
  }
}
