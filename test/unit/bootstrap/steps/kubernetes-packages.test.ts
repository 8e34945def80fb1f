import { kubernetesPackages } from "../../../../lib/bootstrap/steps/kubernetes-packages";

describe("kubernetesPackages", () => {
  it("takes the version from the repositories, and time to download", () => {
    expect(kubernetesPackages()).toMatchObject({
      name: "kubernetes-packages",
      parameters: {},
      files: {},
      applySeconds: 600,
    });
  });
});
