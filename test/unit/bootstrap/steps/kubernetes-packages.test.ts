import {
  kubernetesPackages,
  packageDownloads,
} from "../../../../lib/bootstrap/steps/kubernetes-packages";

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

describe("packageDownloads", () => {
  it("needs no drained Node, and has as much time", () => {
    expect(packageDownloads()).toMatchObject({
      name: "package-downloads",
      gate: undefined,
      applySeconds: kubernetesPackages().applySeconds,
    });
  });
});
