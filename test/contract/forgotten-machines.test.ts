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
    wanted: () => Promise.resolve(Object.fromEntries(forgotten.wanted)),
    close: () => Promise.resolve(),
  });
});

describeForgottenMachines("ApiForgottenMachines", async () => {
  const api = await openLab();
  const data = async () => {
    const found = await api.cluster.get("ConfigMap", "stargate-forgotten", "pepr-system");
    return (found?.["data"] ?? {}) as Readonly<Record<string, string>>;
  };
  return {
    forgotten: new ApiForgottenMachines(api.module, systemClock),
    listed: async () =>
      Object.keys(await data())
        .filter(machineID => /^c[01]/.test(machineID))
        .sort(),
    wanted: async () =>
      Object.fromEntries(
        Object.entries(await data()).flatMap(([key, name]) =>
          /^wanted[.]c[01]/.test(key) ? [[key.slice("wanted.".length), name]] : [],
        ),
      ) as Readonly<Record<string, string>>,
    close: () => api.close(),
  };
});
