import { readFileSync } from "node:fs";
import { type Ended, Scratch } from "./scratch";

/** A cluster with a module and its CRDs, but for what the scenario's variables say. */
const KUBECTL = `case "$*" in
  "get crd "*) printf '%s' "\${CRD-crd}" ;;
  *"owner=helm"*) printf '%s' "\${RELEASE-}" ;;
  "get deployment "*) printf '%s' "\${MODULE-deployment}" ;;
  "get servers.stargate.io"*"}x{"*) printf '%s' "\${SERVERS-}" ;;
  "get operations.stargate.io"*"}x{"*) printf '%s' "\${OPERATIONS-}" ;;
  "get servers.stargate.io"*) printf '%s' "\${HELD-}" ;;
  "get peprstores.pepr.dev -A"*) printf '%s' "\${OTHERS-}" ;;
  "get rolebindings -A"*) printf '%s' "\${BOUND-}" ;;
  "get leases"*) printf '%s' "\${LEASES-}" ;;
  "get configmap stargate-forgotten"*) printf '%s' "\${FORGOTTEN-}" ;;
esac`;

describe("hack/uninstall.sh", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.stub("kubectl", KUBECTL);
  });

  afterEach(() => {
    scratch.remove();
  });

  function uninstall(cluster: Record<string, string>, ...args: readonly string[]): Ended {
    const env = { ...scratch.stubs, ...cluster };
    return scratch.run(["bash", `${process.cwd()}/hack/uninstall.sh`, ...args], { env });
  }

  /** What was changed in the cluster, in order. */
  function changes(): readonly string[] {
    return scratch
      .read("calls")
      .split("\n")
      .filter(call => /^kubectl (delete|patch)/.test(call))
      .map(call => call.replace("--ignore-not-found --timeout=180s ", ""));
  }

  it.each([
    ["for a release", { RELEASE: "secret/x" }, [], "helm uninstall stargate -n pepr-system"],
    ["for Servers", { SERVERS: "xx" }, [], "2 Servers are still there"],
    ["for Operations at work", { OPERATIONS: "x" }, [], "1 Operations are at work"],
    [
      "for them when Servers are let go, too",
      { OPERATIONS: "x" },
      ["--keep-nodes"],
      "1 Operations",
    ],
    ["for a word that it does not know", {}, ["--all"], "usage: "],
  ])("refuses %s, and changes nothing", (_, cluster, args, message) => {
    const { code, stderr } = uninstall(cluster, ...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(scratch.has("calls") ? changes() : []).toEqual([]);
  });

  it("touches nothing where the cluster does not answer", () => {
    scratch.stub("kubectl", "exit 1");
    expect(uninstall({}).code).toBe(1);
    expect(changes()).toEqual([]);
  });

  it("takes finalizers off after the module's pods are gone, and before the CRDs go", () => {
    const cluster = { SERVERS: "xx", HELD: "dc-1 server-1\ndc-2 server-2\n" };
    expect(uninstall(cluster, "--keep-nodes").code).toBe(0);
    const all = changes();
    const at = (start: string): number => all.findIndex(change => change.startsWith(start));
    const order = [
      at("kubectl delete deployments -n pepr-system --cascade=foreground"),
      at("kubectl patch servers.stargate.io server-1 -n dc-1"),
      at("kubectl patch servers.stargate.io server-2 -n dc-2"),
      at("kubectl delete crd servers.stargate.io"),
    ];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it("goes on where Operations can never end, for the module is gone", () => {
    expect(uninstall({ OPERATIONS: "x", MODULE: "" }).code).toBe(0);
  });

  it("does nothing to kinds that there are not", () => {
    expect(uninstall({ CRD: "" }).code).toBe(0);
    expect(changes().filter(change => change.includes("peprstores"))).toEqual([]);
  });

  it("keeps Pepr's store while other modules have some, and deletes what else is ours", () => {
    const cluster = {
      OTHERS: "peprstore.pepr.dev/pepr-other-store\n",
      BOUND: "dc-1\n",
      LEASES: "lease.coordination.k8s.io/a\nlease.coordination.k8s.io/stargate-server-1\n",
    };
    expect(uninstall(cluster).code).toBe(0);
    const all = changes();
    expect(all).not.toContain("kubectl delete crd peprstores.pepr.dev");
    expect(all).toContain("kubectl delete rolebinding stargate-inventory -n dc-1");
    expect(all.filter(change => change.includes("lease"))).toEqual([
      "kubectl delete lease.coordination.k8s.io/stargate-server-1 -n pepr-system",
    ]);
    expect(all).toContain("kubectl delete configmap stargate-forgotten -n pepr-system");
  });

  it("keeps forgotten machines out, and says so", () => {
    const { code, stderr } = uninstall({ FORGOTTEN: '{"4c4c":"burnt down"}' });
    expect([code, stderr]).toEqual([0, expect.stringContaining("for machines are on the list")]);
    const kept = changes().filter(change => change.includes("stargate-forgotten"));
    expect(kept).toEqual([]);
  });

  it("names every object of the static manifests", () => {
    const said = readFileSync("hack/uninstall.sh", "utf8");
    for (const file of ["rbac", "kubeadm-join", "forgotten"]) {
      const names = readFileSync(`config/${file}.yaml`, "utf8").matchAll(/^ {2}name: (.+)$/gm);
      for (const [, name = ""] of names) {
        expect(said).toMatch(new RegExp(`[ /(]${name}\\b`));
      }
    }
  });
});
