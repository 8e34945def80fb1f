import { readKnownCluster } from "../../../../lib/adapters/kubernetes/known-cluster";
import { rangesOf } from "../../../fakes/known-world";
import { ApiUnavailable } from "../../../../lib/domain/errors";

/** An API server that has these documents. */
function client(version: unknown, clusterConfiguration?: string) {
  return {
    request: ({ path }: { readonly path: string }): Promise<unknown> => {
      if (path === "/version") {
        return Promise.resolve(version);
      }
      const data = { ClusterConfiguration: clusterConfiguration };
      return Promise.resolve(clusterConfiguration === undefined ? undefined : { data });
    },
  };
}

const VERSION = { gitVersion: "v1.34.4", major: "1" };

describe("readKnownCluster", () => {
  it("reads the version, and kubeadm's ranges of IPv4", async () => {
    const networking = "podSubnet: 10.244.0.0/16, fd00:1::/64\n  serviceSubnet: 10.96.0.0/12";
    const api = client(VERSION, `networking:\n  ${networking}\n`);
    expect(await readKnownCluster(api)).toEqual({
      version: "v1.34.4",
      podRanges: rangesOf("10.244.0.0/16"),
      serviceRanges: rangesOf("10.96.0.0/12"),
    });
  });

  it.each([undefined, "kind: ClusterConfiguration\n", "networking: {}\n"])(
    "knows no ranges where kubeadm left %j",
    async document => {
      expect(await readKnownCluster(client({}, document))).toEqual({
        version: undefined,
        podRanges: [],
        serviceRanges: [],
      });
    },
  );

  it("fails when the API server does", async () => {
    const away = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    const request = (): Promise<never> => Promise.reject(away);
    await expect(readKnownCluster({ request })).rejects.toBe(away);
    const broken = client(VERSION, "networking: [");
    await expect(readKnownCluster(broken)).rejects.toThrow("cannot be read");
  });
});
