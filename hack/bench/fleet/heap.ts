import { controlPlaneNamespace } from "../../lab/fabric/fabric";
import type { Lab } from "../../lab/lab";
import { metricsPort } from "../../lab/module/parts";
import { enterNamespace } from "../../lab/process/enter-namespace";
import { run } from "../../lab/run";
import { CONTROL_PLANE_ADDRESS } from "../../lab/topology";

const MIB = 1_048_576;

/** What the watcher's own metrics say of its heap, in MiB: objects, those among them that nobody needs any more, too. */
export async function heapMib(lab: Lab): Promise<number> {
  const url = `http://${CONTROL_PLANE_ADDRESS}:${metricsPort("watcher")}/metrics`;
  const ask = ["curl", "--silent", "--fail", "--max-time", "10", url];
  const text = await run(enterNamespace(controlPlaneNamespace(lab), ask));
  return Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1] ?? NaN) / MIB;
}
