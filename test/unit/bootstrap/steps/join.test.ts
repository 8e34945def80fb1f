import { RUN_TIMEOUT_SECONDS } from "../../../../lib/defaults";
import { scripts } from "../../../../lib/bootstrap/scripts.generated";
import { join } from "../../../../lib/bootstrap/steps/join";
import { aRunSpec, TOKEN } from "../../../fakes/run-spec";

describe("join", () => {
  it("knows the node's name, and nothing secret", () => {
    const step = join(aRunSpec());
    expect(step).toMatchObject({
      name: "join",
      parameters: { NODE_NAME: "w1", API_SERVER: aRunSpec().apiServer },
      files: {},
    });
    expect(JSON.stringify(step)).not.toContain(TOKEN);
  });

  it("waits longer than kubeadm and its own script do, one after the other", () => {
    // kubeadm gives the API five minutes to sign; the script then gives the kubelet its own limit to register.
    const [, registration] = /registration_seconds=(\d+)/.exec(scripts["join/apply"]) ?? [];
    expect(Number(registration)).toBeGreaterThan(0);
    expect(join(aRunSpec()).applySeconds).toBeGreaterThan(300 + Number(registration));
  });

  it("fails by itself before the run's own time is over, so that the reason is told", () => {
    // A join that fails does so when kubeadm's five minutes are over.
    expect(join(aRunSpec()).attempts * 300).toBeLessThan(RUN_TIMEOUT_SECONDS);
  });

  it("waits for an API server that is away for five minutes, well within the run's time", () => {
    const { checkSeconds, attempts, parameters } = join(aRunSpec());
    const patience = Number(parameters["API_SERVER_PATIENCE_SECONDS"]);
    expect(attempts * patience).toBeGreaterThan(300);
    // The last question has its own time.
    expect(checkSeconds).toBeGreaterThan(patience + 10);
    expect(attempts * checkSeconds).toBeLessThan(RUN_TIMEOUT_SECONDS / 2);
  });
});
