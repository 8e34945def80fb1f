import { scripts } from "../../../../lib/bootstrap/scripts.generated";
import { kernelModules, kubelet, swap, sysctl } from "../../../../lib/bootstrap/steps/static";

describe("the steps that are the same on every server", () => {
  it("bring their files", () => {
    expect(kernelModules()).toMatchObject({
      name: "kernel-modules",
      files: { "modules.conf": scripts["modules.conf"] },
    });
    expect(sysctl()).toMatchObject({
      name: "sysctl",
      files: { "sysctl.conf": scripts["sysctl.conf"] },
    });
  });

  it.each([
    { step: swap(), name: "swap" },
    { step: kubelet(), name: "kubelet" },
  ])("need nothing for $name", ({ step, name }) => {
    expect(step).toMatchObject({ name, parameters: {}, files: {} });
  });
});
