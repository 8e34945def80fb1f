import { ApiForgottenMachines } from "../../lib/adapters/kubernetes/forgotten-machines";
import { systemClock } from "../../lib/adapters/system-clock";
import { FakeForgottenMachines } from "../fakes/forgotten-machines";
import { describeForgottenMachines } from "./forgotten-machines";
import { openLab } from "./lab-api";

describeForgottenMachines("FakeForgottenMachines", () => {
  const forgotten = new FakeForgottenMachines();
  return Promise.resolve({
    forgotten,
    listed: () => Promise.resolve([...forgotten.machines.keys()].sort()),
    close: () => Promise.resolve(),
  });
});

describeForgottenMachines("ApiForgottenMachines", async () => {
  const api = await openLab();
  return {
    forgotten: new ApiForgottenMachines(api.module, systemClock),
    listed: async () => {
      const found = await api.cluster.get("ConfigMap", "stargate-forgotten", "pepr-system");
      const data = (found?.["data"] ?? {}) as Readonly<Record<string, string>>;
      return Object.keys(data)
        .filter(machineID => /^c[01]/.test(machineID))
        .sort();
    },
    close: () => api.close(),
  };
});
