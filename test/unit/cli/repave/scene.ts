import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import type { Server } from "../../../../lib/api/server.generated";
import type { RolloutReport } from "../../../../lib/cli/repave/report";
import { run } from "../../../../lib/cli/program";
import { settle } from "../../../fakes/clock";
import { aCondition, aProfile, aServer } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

/** Of an Operation that succeeded. */
export const SUCCEEDED: OperationStatus = {
  message: "Node is Ready",
  startTime: "2026-01-01T00:00:00Z",
  completionTime: "2026-01-01T00:00:24Z",
  conditions: [aCondition("Complete", "True")],
};

/** Of one that failed. */
export const FAILED: OperationStatus = {
  message: "step repositories: no such version; change spec.kubernetesVersion",
  conditions: [aCondition("Failed", "True", { reason: "VersionNotAvailable" })],
};

/** Ready Servers and their profile, and a command at work on them. */
export class Scene {
  readonly world = new FakeWorld();
  ended: Promise<number> = Promise.resolve(-1);

  constructor(...names: readonly string[]) {
    this.world.profiles.put(aProfile({ metadata: { uid: "p" } }) as never);
    names.forEach((name, index) => {
      this.server(name, "True", {}, `2025-01-0${index + 1}T00:00:00Z`);
    });
  }

  server(
    name: string,
    ready: "True" | "False" = "True",
    spec: Partial<Server["spec"]> = {},
    created = "2025-01-01T00:00:00Z",
  ): void {
    const creationTimestamp = created as unknown as Date;
    const server = aServer({
      metadata: { name, uid: `uid-${name}`, creationTimestamp },
      spec: { provisioningProfile: "k8s-1-34", ...spec },
      status: { state: "ready", os: "k8s-1.33", conditions: [aCondition("Ready", ready)] },
    });
    server.metadata!.labels = { rack: "a" };
    this.world.servers.put(server);
  }

  async begin(...args: readonly string[]): Promise<void> {
    this.ended = run(["repave", ...args], this.world);
    await settle();
  }

  /** Ends the last operation of the server. */
  async end(server: string, status: OperationStatus = SUCCEEDED): Promise<void> {
    const name = this.world.made.findLast(made => made.includes(`.${server}.`)) ?? "";
    const operation = this.world.operations.at({ namespace: "dc1", name });
    this.world.operations.put({ ...operation, status } as Operation);
    await settle();
  }

  /** Servers whose Operations were made, in order. */
  get begun(): readonly string[] {
    return this.world.made.map(name => name.split(".").slice(1).join("."));
  }

  get report(): RolloutReport {
    return JSON.parse(this.world.out) as RolloutReport;
  }
}
