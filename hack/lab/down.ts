import { rm } from "node:fs/promises";
import { removeNamespace } from "./fabric/namespace";
import { withLab } from "./instance-lock";
import type { Lab } from "./lab";
import { listResources } from "./ledger";
import { removeCgroup } from "./machines/cgroup";
import { stopAllDaemons } from "./process/daemon";
import { forgetRecord, listRecords } from "./process/record";
import { job, runJobs } from "./progress";

/** etcd and the API server end cleanly within this time; everything else may be cut off. */
const GRACE_MS = 3_000;

/** Removes everything that the lab made outside of its state folder; with `purge`, that folder too. */
export async function down(lab: Lab, { purge }: { readonly purge: boolean }): Promise<void> {
  await withLab(lab, async () => {
    await runJobs(
      job("Processes and machines", async () => {
        const records = listRecords(lab);
        await stopAllDaemons(lab, { graceMs: GRACE_MS });
        records.forEach(record => forgetRecord(lab, record.name));
        return `${records.length} stopped`;
      }),
    );
    await runJobs(job("Namespaces and cgroups", () => removeKernelObjects(lab)));
    if (purge) {
      await runJobs(
        job("State", async () => {
          await rm(lab.directory, { recursive: true, force: true });
          return `${lab.directory} removed`;
        }),
      );
    }
  });
}

async function removeKernelObjects(lab: Lab): Promise<string> {
  const namespaces = listResources(lab, "namespace");
  const cgroups = listResources(lab, "cgroup");
  await Promise.all(namespaces.map(name => removeNamespace(lab, name)));
  await Promise.all(cgroups.map(name => removeCgroup(lab, name)));
  return `${namespaces.length} and ${cgroups.length} removed`;
}
