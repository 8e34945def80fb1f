import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { Scratch, script } from "../scratch";
import { FILTERS, REMOVAL } from "./leftovers/filters";

const PLANT = join(__dirname, "leftovers/plant.sh");

describe("leftovers", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("filters", FILTERS);
    scratch.write("result", "");
    scratch.stub("systemctl", "");
    scratch.stub("iptables-save", `cat "${scratch.path("filters")}"\n`);
    const taken = `cat >"${scratch.path("restored")}"; : >"${scratch.path("filters")}"\n`;
    scratch.stub("iptables-restore", taken);
    // One container, until it is deleted.
    scratch.write("container", "old\n");
    scratch.stub(
      "ctr",
      `case $* in *"containers list"*) cat "${scratch.path("container")}" ;; *"containers delete"*) : >"${scratch.path("container")}" ;; esac\n`,
    );
    scratch.stub("kubeadm", "exit 1\n");
    scratch.stub("dpkg-query", "[[ $* == *99-loopback.conf ]]\n");
  });

  afterEach(() => {
    scratch.remove();
  });

  let wasLetGo = "no";

  /** What the scripts and the planted root say. */
  function run(...command: readonly string[]): string {
    const { stdout, stderr } = scratch.run(["unshare", "--net", "bash", ...command], {
      env: {
        ...scratch.stubs,
        LIB: script("lib.sh"),
        RESULT_FILE: scratch.path("result"),
        SERVER_UID: "uid-1",
        WAS_LET_GO: wasLetGo,
      },
    });
    return stdout + stderr;
  }

  const scripts = {
    check: script("leftovers/check.sh"),
    apply: script("leftovers/apply.sh"),
  };

  it("names each kind, and nothing that is somebody else's", () => {
    const said = run(PLANT, scripts.check);
    const [found = ""] = said.split("check.sh ended with 10");
    expect(found.trim().split("\n").sort()).toEqual(
      [
        "cni-file /etc/cni/net.d/10-azure.conflist",
        "cni-file /etc/cni/net.d/10-flannel.conflist",
        "cni-file /etc/cni/net.d/calico-kubeconfig",
        "cni-link cali0123456789a",
        "cni-link cilium_host",
        "cni-link cni0",
        "cni-link flannel.1",
        "cni-link kube-ipvs0",
        "cni-link lxc0123456789ab",
        "cni-link veth-pod",
        "cni-link vxlan.calico",
        "cni-state /var/lib/cni/networks/cbr0/10.99.1.2",
        "container old",
        "kubelet-state /var/lib/kubelet/config.yaml",
        "kubelet-state /var/lib/kubelet/pods",
        "kubernetes-file /etc/kubernetes/bootstrap-kubelet.conf",
        "kubernetes-file /etc/kubernetes/manifests/static.yaml",
        "kubernetes-file /etc/kubernetes/pki/ca.crt",
        "mount /run/cilium/cgroupv2",
        "mount /var/lib/kubelet/pods/local",
        "mount /var/lib/kubelet/pods/volume",
        "network-namespace /run/netns/cni-old",
        "packet-filter iptables filter KUBE-FIREWALL",
        "packet-filter iptables nat CNI-0a1b",
        "packet-filter nft ip kube-proxy",
        "packet-filter nft ip stargate_pod_egress",
        expect.stringMatching(/^route 10\.99\.1\.0\/24 dev cni0/),
        "route blackhole 10.99.3.0/26 proto 80 ",
        "unit /etc/stargate/pod-egress.nft",
        "unit /etc/systemd/system/stargate-pod-egress.service",
      ].map(line => (typeof line === "string" ? line.trim() : line) as string),
    );
  });

  it("removes all of it, proves that, and leaves what is somebody else's", () => {
    const said = run(PLANT, scripts.apply, scripts.check);
    expect(said).toContain("apply.sh ended with 0");
    expect(said).toContain("check.sh ended with 0");
    const [, left = ""] = said.split("left:\n");
    expect(
      left
        .split("\n")
        .map(line => line.trim())
        .filter(line => line !== "")
        .sort(),
    ).toEqual([
      "/etc/cni/net.d/87-podman-bridge.conflist",
      "/etc/cni/net.d/99-loopback.conf",
      "/etc/cni/net.d/README",
      "/etc/cni/net.d/site.conflist",
      "/etc/kubernetes/site.conf",
      "/var/lib/cni/networks/bridge/10.4.0.2",
      "/var/lib/cni/networks/podman/10.88.0.2",
      "/var/lib/cni/results/bridge-default-1-eth0",
      "/var/lib/site/disk/data",
      // Written by hand, maybe.
      "/var/lib/stargate/cni-set-aside/10-azure.conflist",
      "/var/lib/stargate/cni-set-aside/10-flannel.conflist",
      "link br-site",
      "link cnix",
      "link eth-site",
      "link lo",
      "link lxcbr0",
      "link veth-site",
      "namespace site",
      expect.stringMatching(/^route 10\.99\.2\.0\/24 dev br-site/),
      "table inet site",
    ]);
    expect(scratch.read("restored")).toBe(REMOVAL);
  });

  it("says what stays, each line of it", () => {
    scratch.stub("ctr", `case $* in *"containers list"*) echo stubborn ;; esac\n`);
    const said = run(PLANT, scripts.apply);
    expect(said).toContain("apply.sh ended with 75");
    expect(scratch.read("result")).toContain("reason=ResidueLeft");
    expect(scratch.read("result")).toContain("message=there is still: container stubborn");
  });

  it("enters no folder in which something is still mounted: its data may be on the same file system", () => {
    scratch.stub("umount", "exit 1\n");
    const said = run(PLANT, scripts.apply);
    expect(said).toContain("apply.sh ended with 75");
    expect(scratch.read("result")).toContain("mount /var/lib/kubelet/pods/local");
    expect(said).toMatch(/^\/var\/lib\/site\/disk\/data$/m);
    expect(said).not.toMatch(/^\/var\/lib\/kubelet\/config.yaml$/m);
  });

  it("finds mounts below a kubelet's folder that lies elsewhere", () => {
    scratch.write("root/run/data/kubelet/config.yaml", "kind: KubeletConfiguration\n");
    scratch.write("root/var/lib/none", "");
    symlinkSync("/run/data/kubelet", scratch.path("root/var/lib/kubelet"));
    scratch.stub("umount", "exit 1\n");
    const said = run(PLANT, scripts.apply);
    expect(scratch.read("result")).toContain("mount /run/data/kubelet/pods/local");
    expect(said).toMatch(/^\/var\/lib\/site\/disk\/data$/m);
  });

  it("does not wait for a runtime that hangs", () => {
    scratch.stub("ctr", "sleep 300\n");
    scratch.write("filters", "");
    const startMs = performance.now();
    expect(run(scripts.check)).toBe("");
    expect(performance.now() - startMs).toBeLessThan(30_000);
  });

  it("takes a node of another distribution for what it is, and touches nothing of it", () => {
    const wants = "root/etc/systemd/system/multi-user.target.wants";
    scratch.write(`${wants}/none`, "");
    symlinkSync(
      "/usr/local/lib/systemd/rke2-server.service",
      scratch.path(`${wants}/rke2-server.service`),
    );
    expect(run(PLANT, scripts.check)).toContain("check.sh ended with 1");
    expect(scratch.read("result")).toContain("reason=MemberOfAnotherCluster");
    expect(scratch.read("result")).toContain("rke2-server is enabled");
  });

  it("knows a kubelet that runs with credentials of its own", () => {
    const kubelet = scratch.path("kubelet");
    symlinkSync("/bin/bash", kubelet);
    const words = [
      join(__dirname, "leftovers/stand-in.sh"),
      "--kubeconfig=/var/lib/rancher/rke2/agent/kubelet.kubeconfig",
    ];
    const other = spawn(kubelet, words, { detached: true, stdio: "ignore" });
    try {
      expect(run(PLANT, scripts.check)).toContain("check.sh ended with 1");
      expect(scratch.read("result")).toContain(
        "a kubelet runs with /var/lib/rancher/rke2/agent/kubelet.kubeconfig",
      );
    } finally {
      process.kill(-(other.pid ?? 0), "SIGKILL");
    }
  });

  it("says how much there is, and not all of it", () => {
    const chains = Array.from({ length: 9000 }, (_, index) => `:KUBE-SVC-${index} - [0:0]`);
    scratch.write("filters", ["*nat", ...chains, "COMMIT", ""].join("\n"));
    scratch.stub("iptables-restore", "exit 1\n");
    expect(run(PLANT, scripts.apply)).toContain("apply.sh ended with 75");
    expect(/^message=(.*)$/m.exec(scratch.read("result"))?.[1]).toMatch(/^.{700,800} in all\)$/);
  });

  it("conforms on a host that has nothing of a cluster", () => {
    scratch.write("filters", "");
    scratch.write("container", "");
    expect(run(scripts.check)).toBe("");
  });

  it("conforms on a host that is a node, whatever it has", () => {
    scratch.write("root/etc/kubernetes/kubelet.conf", "kind: Config\n");
    scratch.write("root/var/lib/kubelet/pki/kubelet-client-current.pem", "certificate\n");
    expect(run(PLANT, scripts.check)).toContain("check.sh ended with 0");
  });

  it.each([
    ["no", "uid-2", 0],
    ["yes", "uid-1", 0],
    ["yes", "uid-2", 10],
  ])("looks at a node that was let go (%s) as %s: %i", (letGo, there, code) => {
    wasLetGo = letGo;
    scratch.write("root/etc/kubernetes/kubelet.conf", "kind: Config\n");
    scratch.write("root/var/lib/kubelet/pki/kubelet-client-current.pem", "certificate\n");
    scratch.write(
      "root/var/lib/stargate/identity.json",
      `{"serverUID":"${there}","nodeName":"w1"}\n`,
    );
    expect(run(PLANT, scripts.check)).toContain(`check.sh ended with ${code}`);
    wasLetGo = "no";
  });

  it("touches nothing of a control plane, nor data of an etcd", () => {
    scratch.write("root/etc/kubernetes/pki/ca.key", "key\n");
    expect(run(PLANT, scripts.check)).toContain("check.sh ended with 1");
    expect(scratch.read("result")).toContain("reason=UnsupportedHost");
  });

  it("tells of data of an etcd, and leaves it", () => {
    scratch.write("root/var/lib/etcd/member/snap", "data\n");
    const said = run(PLANT, scripts.check, scripts.apply, scripts.check);
    expect(said).toContain("/var/lib/etcd has data, and stays");
    expect(said).toContain("check.sh ended with 0");
    expect(scratch.has("root/var/lib/etcd/member/snap")).toBe(true);
  });
});
