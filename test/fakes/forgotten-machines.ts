import type { Forgotten, ForgottenMachines } from "../../lib/ports/forgotten-machines";

/** Forgotten machines, in memory: by machine ID, the Server that each was. */
export class FakeForgottenMachines implements ForgottenMachines {
  readonly machines = new Map<string, string>();

  add({ machineID, server }: Forgotten): Promise<void> {
    this.machines.set(machineID, server);
    return Promise.resolve();
  }

  remove(machineID: string): Promise<void> {
    this.machines.delete(machineID);
    return Promise.resolve();
  }
}
