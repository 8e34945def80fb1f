import type { Operation } from "../../../../lib/api/operation.generated";
import { serverStatus } from "../../../../lib/domain/server/status";
import {
  aCondition,
  aNode,
  anOperation,
  aServer,
  aWait,
  laterBy,
  MACHINE_ID,
  NOW,
} from "../../../fakes/samples";

const FAILED = { conditions: [aCondition("Failed", "True")] };
const COMPLETE = { conditions: [aCondition("Complete", "True")] };

/** An operation that was created so many seconds after the others' time. */
function created(
  seconds: number,
  name: string,
  status: NonNullable<Operation["status"]> = {},
): Operation {
  const creationTimestamp = laterBy(seconds) as unknown as Date;
  return anOperation({
    metadata: { name, creationTimestamp },
    status: { message: name, ...status },
  });
}

/** What the Server's status is, in whatever order it hears of its operations. */
function statusBy(
  ...operations: readonly [Operation, ...Operation[]]
): ReturnType<typeof serverStatus> {
  const server = aServer({ status: { machineID: MACHINE_ID } });
  const node = { ...aNode(), podCIDR: "10.244.1.0/24" };
  const rest = {
    server,
    rival: undefined,
    misplacement: undefined,
    node,
    pauseAll: false,
    settingsProblem: undefined,
  };
  const status = serverStatus({ ...rest, operations }, NOW);
  expect(serverStatus({ ...rest, operations: operations.toReversed() }, NOW)).toEqual(status);
  return status;
}

describe("the status of a server with several operations", () => {
  it("waits for what the newer one waits for, when the older one is over", () => {
    const done = created(0, "done", { startTime: laterBy(1), ...COMPLETE });
    const waits = created(60, "waits", {
      waitingFor: aWait("ProfileNotFound", "ProvisioningProfile dc1/p"),
    });
    expect(statusBy(done, waits)).toMatchObject({
      state: "ready",
      waitingFor: aWait("ProfileNotFound", "ProvisioningProfile dc1/p"),
      message: "Operation waits: waits",
    });
  });

  it("goes by the one that is at work, whatever waits behind it", () => {
    const first = created(0, "z", { startTime: laterBy(-600), ...FAILED });
    const second = created(1, "b", { startTime: laterBy(-300) });
    const waits = created(2, "a", { waitingFor: aWait("OperationInProgress", "Operation dc1/b") });
    const status = statusBy(first, second, waits);
    expect(status).toMatchObject({ state: "provisioning", message: "Operation b: b" });
    expect(status.waitingFor).toBeUndefined();
  });

  it("goes by the last one when all are over", () => {
    const bad = created(0, "bad", { startTime: laterBy(-600), ...FAILED });
    const good = created(1, "good", { startTime: laterBy(-300), ...COMPLETE });
    expect(statusBy(bad, good).state).toBe("ready");
  });

  it("goes by the youngest where none started, then by the name", () => {
    expect(statusBy(created(2, "a"), created(1, "b")).message).toBe("Operation a: a");
    expect(statusBy(created(1, "b"), created(1, "a")).message).toBe("Operation b: b");
  });
});
