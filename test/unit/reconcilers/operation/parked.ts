import type { PodView } from "../../../../lib/domain/drain/pod";
import { World } from "./world";

/** A world whose server is a Node with pods, and whose run is parked before it disturbs them. */
export async function parked(drain: object = {}, ...pods: readonly PodView[]): Promise<World> {
  const world = new World();
  world.register();
  world.server.hasGate = true;
  world.store.profiles.put({
    metadata: { name: "p" },
    spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh", drain },
  });
  world.pods.nodes.set("w1", [...pods]);
  await world.pass();
  expect(world.condition("Drained")).toBe("False Draining");
  expect(world.server.state).toBe("parked");
  return world;
}
