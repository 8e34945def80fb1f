import type { KubeConfig } from "@kubernetes/client-node";
import { FRAMEWORK_BURST, FRAMEWORK_REQUEST_MS } from "../../../lib/defaults";
import { paceFramework } from "../../../lib/runtime/framework-pace";
import { FakeClock, settle } from "../../fakes/clock";

describe("the pace of the framework's requests", () => {
  const clock = new FakeClock();
  let passed: unknown[];
  let kubeConfig: KubeConfig;

  beforeEach(() => {
    passed = [];
    kubeConfig = {
      applyToFetchOptions: (options: unknown) => {
        passed.push(options);
        return Promise.resolve(options);
      },
    } as unknown as KubeConfig;
    paceFramework(kubeConfig, clock);
  });

  const ask = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count++) {
      void kubeConfig.applyToFetchOptions({ method: String(count) });
    }
    await settle();
  };

  it("lets a burst pass at once, with what was asked", async () => {
    await ask(FRAMEWORK_BURST);
    expect(passed).toHaveLength(FRAMEWORK_BURST);
    expect(passed[3]).toEqual({ method: "3" });
  });

  it("then lets one pass in each interval, in order", async () => {
    await ask(FRAMEWORK_BURST + 3);
    expect(passed).toHaveLength(FRAMEWORK_BURST);
    await clock.advance(FRAMEWORK_REQUEST_MS);
    await clock.advance(FRAMEWORK_REQUEST_MS);
    expect(passed).toHaveLength(FRAMEWORK_BURST + 2);
    expect(passed.at(-1)).toEqual({ method: String(FRAMEWORK_BURST + 1) });
  });

  it("allows no more than a burst after a long rest", async () => {
    await ask(1);
    clock.skip(3_600_000);
    await ask(FRAMEWORK_BURST + 5);
    expect(passed).toHaveLength(1 + FRAMEWORK_BURST);
  });
});
