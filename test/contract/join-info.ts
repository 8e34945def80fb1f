import { X509Certificate } from "node:crypto";
import { DependencyMissing } from "../../lib/domain/errors";
import type { ClusterFacts, JoinInfo } from "../../lib/ports/join";

/** ConfigMaps that kubeadm leaves for joining nodes. */
export type ConfigMapName = "kubeadm-config" | "kubelet-config";

/** What a suite of `JoinInfo` runs against. */
export interface JoinInfoBench {
  readonly joinInfo: JoinInfo;
  /** What the cluster is known to say, but for its authority. */
  readonly expected: Omit<ClusterFacts, "caBundle">;
  /** Takes the ConfigMap away while the work is done. */
  without(configMap: ConfigMapName, work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What every `JoinInfo` does, the fake one included. */
export function describeJoinInfo(name: string, make: () => Promise<JoinInfoBench>): void {
  describe(`${name} as JoinInfo`, () => {
    let bench: JoinInfoBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("tells what a joining node must know", async () => {
      const { caBundle, ...facts } = await bench.joinInfo.read();
      expect(facts).toEqual(bench.expected);
      expect(new X509Certificate(caBundle).subject).not.toBe("");
    });

    it.each(["kubeadm-config", "kubelet-config"] as const)("waits for an absent %s", async map => {
      await bench.without(map, async () => {
        const reading = bench.joinInfo.read();
        await expect(reading).rejects.toThrow(DependencyMissing);
        await expect(reading).rejects.toMatchObject({
          reason: "ClusterConfigMissing",
          object: { kind: "ConfigMap", namespace: "kube-system", name: map },
        });
      });
      await bench.joinInfo.read();
    });
  });
}
