import { judgeProfile } from "../../../../lib/domain/admission/profile";
import { aWorld, linesOf } from "../../../fakes/known-world";
import { aProfile } from "../../../fakes/samples";

/** What is said to a profile of that version in a cluster of that one. */
function refused(kubernetesVersion: string, version: string | undefined, before?: string): unknown {
  const profile = (text: string) => aProfile({ spec: { kubernetesVersion: text } });
  const world = aWorld({ cluster: { version, podRanges: [], serviceRanges: [] } });
  const old = before === undefined ? undefined : profile(before);
  return linesOf(judgeProfile({ object: profile(kubernetesVersion), before: old }, world)).refused;
}

describe("a profile's version", () => {
  it.each([
    ["1.34", "v1.34.4"],
    ["1.34.9", "v1.34.4"],
    ["1.31", "v1.34.4"],
    ["1.31", "v1.34.4-eks-1a2b"],
    ["1.31.2", "v1.34.4+k3s1"],
    ["1.99", undefined],
    ["1.99", "nonsense"],
    ["2.0", "v1.34.4"],
    ["latest", "v1.34.4"],
  ])("%s is no reason to refuse beside %s", (wanted, version) => {
    expect(refused(wanted, version)).toEqual([]);
  });

  it("is not newer than the API server", () => {
    expect(refused("1.35", "v1.34.4")).toEqual([
      'spec.kubernetesVersion: "1.35" is newer than the API server (v1.34.4), and no kubelet may be; write a version from 1.31 to 1.34, or upgrade the control plane first',
    ]);
  });

  it("is at most three minor versions older", () => {
    expect(refused("1.9", "v1.34.4")).toEqual([
      'spec.kubernetesVersion: "1.9" is more than 3 minor versions older than the API server (v1.34.4); write a version from 1.31 to 1.34',
    ]);
  });

  it("is left alone where it is not touched", () => {
    expect(refused("1.30", "v1.34.4", "1.30")).toEqual([]);
    expect(refused("1.30", "v1.34.4", "1.31")).toHaveLength(1);
  });
});
