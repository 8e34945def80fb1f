import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiJoinInfo } from "../../lib/adapters/kubernetes/join-info";
import { InvalidSpec } from "../../lib/domain/errors";
import { FakeJoinInfo } from "../fakes/cluster";
import { type ConfigMapName, describeJoinInfo } from "./join-info";
import { type LabApi, openLab } from "./lab-api";

const NAMESPACE = "kube-system";

/** Puts the ConfigMap back as it was once the work is done, whatever became of it. */
async function keeping(
  { cluster }: LabApi,
  name: ConfigMapName,
  work: () => Promise<void>,
): Promise<void> {
  const before = await cluster.get("ConfigMap", name, NAMESPACE);
  try {
    await work();
  } finally {
    const metadata = { name, namespace: NAMESPACE };
    await cluster.put({ ...before, apiVersion: "v1", kind: "ConfigMap", metadata });
  }
}

describeJoinInfo("FakeJoinInfo", () => {
  const joinInfo = new FakeJoinInfo();
  const { caBundle: _, ...expected } = joinInfo.facts;
  return Promise.resolve({
    joinInfo,
    expected,
    without: async (name, work) => {
      joinInfo.missing = name;
      await work();
      joinInfo.missing = undefined;
    },
    close: () => Promise.resolve(),
  });
});

describeJoinInfo("ApiJoinInfo", async () => {
  const api = await openLab();
  return {
    joinInfo: new ApiJoinInfo(api.module, api.kubeConfig),
    // What hack/lab tells kubeadm.
    expected: { podSubnet: "10.244.0.0/16", cgroupDriver: "cgroupfs" },
    without: async (name, work) => {
      await keeping(api, name, async () => {
        await api.cluster.delete("ConfigMap", name, NAMESPACE);
        await work();
      });
    },
    close: async () => {
      await api.close();
    },
  };
});

describe("ApiJoinInfo", () => {
  let api: LabApi;

  beforeAll(async () => {
    api = await openLab();
  });

  afterAll(async () => {
    await api.close();
  });

  async function readWith(
    name: ConfigMapName,
    data: Record<string, string | null>,
  ): Promise<unknown> {
    let result: unknown;
    await keeping(api, name, async () => {
      await api.cluster.patch("ConfigMap", { name, namespace: NAMESPACE }, { data });
      result = await new ApiJoinInfo(api.module, api.kubeConfig)
        .read()
        .catch((error: unknown) => error);
    });
    return result;
  }

  it.each([
    ["kubeadm-config", "ClusterConfiguration"],
    ["kubelet-config", "kubelet"],
  ] as const)("waits for an absent entry of %s", async (name, entry) => {
    expect(await readWith(name, { [entry]: null })).toMatchObject({
      reason: "ClusterConfigMissing",
      message: `ConfigMap kube-system/${name} has no entry ${entry}`,
    });
  });

  it.each([
    ["kubeadm-config", "ClusterConfiguration", "a: [b"],
    ["kubeadm-config", "ClusterConfiguration", "networking: none"],
    ["kubelet-config", "kubelet", "cgroupDriver: other"],
    ["kubelet-config", "kubelet", ""],
  ] as const)("says that %s/%s cannot be read when it is %s", async (name, entry, text) => {
    const error = await readWith(name, { [entry]: text });
    expect(error).toBeInstanceOf(InvalidSpec);
    expect(error).toMatchObject({
      message: `ConfigMap kube-system/${name}: ${entry} cannot be read`,
    });
  });

  it("takes what kubeadm takes when the cluster does not say", async () => {
    expect(await readWith("kubeadm-config", { ClusterConfiguration: "{}" })).toMatchObject({
      podSubnet: undefined,
    });
    expect(await readWith("kubelet-config", { kubelet: "{}" })).toMatchObject({
      cgroupDriver: "systemd",
    });
  });

  describe("the authority", () => {
    const folder = mkdtempSync(join(tmpdir(), "stargate-ca-"));

    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    async function bundleWith(authority: { caFile?: string; caData?: string }): Promise<unknown> {
      const kubeConfig = new KubeConfig();
      const cluster = { name: "test", server: "", skipTLSVerify: false, ...authority };
      kubeConfig.loadFromClusterAndUser(cluster, { name: "test" });
      return await new ApiJoinInfo(api.module, kubeConfig).read().then(
        ({ caBundle }) => caBundle,
        (error: unknown) => error,
      );
    }

    it("is read from a file, as a pod has it", async () => {
      const { caBundle } = await new ApiJoinInfo(api.module, api.kubeConfig).read();
      writeFileSync(join(folder, "ca.crt"), caBundle);
      expect(await bundleWith({ caFile: join(folder, "ca.crt") })).toBe(caBundle);
    });

    it.each([
      ["there is none", {}],
      ["its file is not there", { caFile: join(folder, "absent") }],
      ["it is no certificate", { caData: Buffer.from("words").toString("base64") }],
    ])("is missed when %s", async (_, authority) => {
      const error = await bundleWith(authority);
      expect(error).toBeInstanceOf(InvalidSpec);
      expect(error).toMatchObject({ reason: "InvalidSettings" });
    });
  });
});
