import { Scratch, script } from "../scratch";

const MEMBER = "root/etc/kubernetes/kubelet.conf";
const IDENTITY = "root/var/lib/stargate/identity.json";

/** What the host says of which Server it is. */
function identity(namespace: string, name: string): string {
  return `{"serverUID":"u","serverNamespace":"${namespace}","nodeName":"${name}"}\n`;
}

describe("leave", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("result", "");
    // Of the kubelet: whether it is at work, and whether it starts at boot.
    kubelet("is-active", "is-enabled");
    scratch.stub("ctr", "");
    scratch.stub("iptables-save", "");
    scratch.stub("iptables-restore", "");
    scratch.stub("dpkg-query", "exit 1\n");
  });

  afterEach(() => {
    scratch.remove();
  });

  /** The kubelet is not what is named. */
  function kubelet(...not: readonly string[]): void {
    const no = ` ${not.join(" ")} `;
    scratch.stub(
      "systemctl",
      `for word in "$@"; do [[ "${no}" != *" $word "* ]] || exit 3; done\n`,
    );
  }

  let said = "";

  function run(name: string): readonly [number | null, string | undefined] {
    const { code, stdout } = scratch.run(["unshare", "--net", "bash", script(name)], {
      env: {
        ...scratch.stubs,
        LIB: script("lib.sh"),
        RESULT_FILE: scratch.path("result"),
        NODE_NAME: "w1",
        SERVER_NAMESPACE: "dc-1",
        PACKAGE_LOCK_SECONDS: "1",
      },
    });
    said = stdout;
    return [code, /^reason=(.*)$/m.exec(scratch.read("result"))?.[1]];
  }

  it("has nothing to do on a host that is no node", () => {
    expect(run("leave/check.sh")).toEqual([0, undefined]);
  });

  it.each([["is at work"], ["starts at boot"]])("has to be applied where a kubelet %s", what => {
    kubelet(what === "is at work" ? "is-enabled" : "is-active");
    expect(run("leave/check.sh")).toEqual([10, undefined]);
  });

  it("takes the host out of the cluster that Stargate put it into", () => {
    scratch.write(MEMBER, "kind: Config\n");
    scratch.write(IDENTITY, identity("dc-1", "w1"));
    expect(run("leave/check.sh")).toEqual([10, undefined]);
    kubelet("is-enabled");
    expect(run("leave/apply.sh")).toEqual([0, undefined]);
    expect(said).toContain(`kubernetes-file ${MEMBER.replace("root", "")}\n`);
    kubelet("is-active", "is-enabled");
    expect(run("leave/check.sh")).toEqual([0, undefined]);
    const calls = scratch.read("calls");
    expect(calls).toContain("systemctl stop kubelet");
    expect(calls).toContain("systemctl --quiet disable kubelet");
  });

  it("cleans also what cannot be told of", () => {
    scratch.write(MEMBER, "kind: Config\n");
    scratch.write(IDENTITY, identity("dc-1", "w1"));
    kubelet("is-enabled");
    scratch.stub("iptables-save", "exit 1\n");
    expect(run("leave/apply.sh")).toEqual([0, undefined]);
    expect(scratch.has(MEMBER)).toBe(false);
  });

  it("refuses a node that somebody else made, and touches nothing", () => {
    scratch.write(MEMBER, "kind: Config\n");
    expect(run("leave/check.sh")).toEqual([1, "MemberOfAnotherCluster"]);
  });

  it.each([
    ["dc-1", "w2"],
    ["dc-2", "w1"],
  ])("refuses a host that is a node as Server %s/%s", (namespace, name) => {
    scratch.write(MEMBER, "kind: Config\n");
    scratch.write(IDENTITY, identity(namespace, name));
    expect(run("leave/check.sh")).toEqual([1, "NodeIdentityMismatch"]);
    expect(scratch.read("result")).toContain(`Node ${name} of a Server in namespace ${namespace}`);
  });

  it("waits for a runtime that does not answer: its containers go on", () => {
    scratch.stub("ctr", "exit 1\n");
    scratch.stub("sleep", "");
    expect(run("leave/check.sh")).toEqual([10, undefined]);
    expect(run("leave/apply.sh")).toEqual([75, "RuntimeFailed"]);
  });
});

describe("release", () => {
  let scratch: Scratch;

  const OWN = [
    "etc/apt/sources.list.d/stargate.sources",
    "etc/apt/keyrings/stargate-0.asc",
    "etc/modules-load.d/stargate.conf",
    "etc/sysctl.d/90-stargate.conf",
    "var/lib/stargate/custom-script.sha256",
  ];
  const OTHERS = ["etc/apt/keyrings/site.asc", "var/lib/stargate/runs/u/exit.json"];

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("result", "");
    [...OWN, ...OTHERS].forEach(path => scratch.write(`root/${path}`, "something\n"));
    scratch.write(IDENTITY, identity("dc-1", "w1"));
    scratch.write("holds", "hold kubelet\ninstall kubectl\n");
    scratch.stub("dpkg-query", `cat "${scratch.path("holds")}"\n`);
    scratch.stub("apt-mark", `echo "install kubelet" >"${scratch.path("holds")}"\n`);
  });

  afterEach(() => {
    scratch.remove();
  });

  function run(phase: "check" | "apply", namespace = "dc-1"): number | null {
    return scratch.run(["bash", script(`release/${phase}.sh`)], {
      env: {
        ...scratch.stubs,
        LIB: script("lib.sh"),
        RESULT_FILE: scratch.path("result"),
        NODE_NAME: "w1",
        SERVER_NAMESPACE: namespace,
        PACKAGE_LOCK_SECONDS: "1",
      },
    }).code;
  }

  it("removes what Stargate set up, lets packages move, and leaves the rest", () => {
    expect(run("check")).toBe(10);
    expect(run("apply")).toBe(0);
    expect(run("check")).toBe(0);
    expect(
      [...OWN, "var/lib/stargate/identity.json"].filter(path => scratch.has(`root/${path}`)),
    ).toEqual([]);
    expect(OTHERS.filter(path => !scratch.has(`root/${path}`))).toEqual([]);
    expect(scratch.read("calls")).toContain("apt-mark unhold kubelet");
  });

  it("leaves the identity of another Server", () => {
    expect(run("apply", "dc-2")).toBe(0);
    expect(run("check", "dc-2")).toBe(0);
    expect(scratch.read(IDENTITY)).toContain("dc-1");
  });
});
