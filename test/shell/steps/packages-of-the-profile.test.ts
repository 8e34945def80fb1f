import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repositories } from "../../../lib/bootstrap/steps/repositories";
import { aRunSpec } from "../../fakes/run-spec";
import { type Package, publish, Signer } from "../repository";
import { type Ended, Scratch, script } from "../scratch";

const VERSION = "1.34.2-1.1";
const NEWER = "1.34.9-1.1";

function kubernetes(version: string, depends: string): readonly Package[] {
  return [
    { name: "kubelet", version, depends },
    { name: "kubeadm", version, depends: "sg-tool" },
    { name: "kubectl", version },
  ];
}

/** A real apt, on a server that uses a second repository, which it trusts, with packages of the same names. */
describe("packages of the profile", () => {
  let scratch: Scratch;
  let signer: Signer;

  beforeAll(() => {
    scratch = new Scratch();
    // apt downloads as a user who may do nothing.
    chmodSync(scratch.dir, 0o755);
    signer = new Signer(scratch);
    const key = signer.makeKey("owner");
    publish(
      scratch.path("ours"),
      [
        ...kubernetes(VERSION, "sg-cni, sg-conntrack"),
        { name: "sg-cni", version: "1" },
        { name: "sg-tool", version: "1" },
        { name: "containerd", version: "1" },
      ],
      { signer, key },
    );
    publish(scratch.path("other"), [
      ...kubernetes(NEWER, ""),
      ...kubernetes(VERSION, "sg-cni, sg-conntrack"),
      { name: "sg-cni", version: "2" },
      { name: "sg-tool", version: "1" },
      { name: "sg-conntrack", version: "1" },
      { name: "containerd", version: "2" },
      { name: "sg-plain", version: "1" },
    ]);
    scratch.write(
      "apt/etc/apt/sources.list",
      `deb [trusted=yes] file:${scratch.path("other")} /\n`,
    );
    const { files } = repositories(
      aRunSpec({
        repositories: [
          { url: `file:${scratch.path("ours")}/`, key: key.armored, fingerprint: key.fingerprint },
        ],
      }),
    );
    for (const [name, content] of Object.entries(files)) {
      scratch.write(`files/${name}`, content);
    }
    expect(shell("apt-get update").code).toBe(0);
  });

  afterAll(() => {
    signer.close();
    scratch.remove();
  });

  function shell(text: string, kubernetesVersion = "1.34"): Ended & { readonly result: string } {
    scratch.write("result", "");
    const withApt = ["bash", join(__dirname, "../with-apt.sh"), scratch.path("apt")];
    const ended = scratch.run([...withApt, "bash", "-c", `set -euo pipefail; ${text}`], {
      env: {
        LIB: script("lib.sh"),
        FILES_DIR: scratch.path("files"),
        OUTPUTS_DIR: scratch.path("outputs"),
        RESULT_FILE: scratch.path("result"),
        PACKAGE_LOCK_SECONDS: "2",
        KUBERNETES_VERSION: kubernetesVersion,
      },
    });
    return { ...ended, result: scratch.read("result") };
  }

  function step(name: string, kubernetesVersion?: string): ReturnType<typeof shell> {
    const [check, apply] = ["check", "apply"].map(part => `bash ${script(`${name}/${part}.sh`)}`);
    return shell(
      `code=0; ${check!} || code=$?; ((code == 10)) || exit "\${code}"; ${apply!}; ${check!}`,
      kubernetesVersion,
    );
  }

  /** Whose file of the package is on the server. */
  function ownerOf(name: string): string {
    const [folder = "", version = ""] = scratch.read(`root/etc/of-${name}`).split(" ");
    return `${folder.replace(`${scratch.dir}/`, "")} ${version}`;
  }

  it("are what counts as on offer", () => {
    const { code, result } = step("repositories");
    expect([code, result]).toEqual([
      0,
      `output.kubernetesPackage=${VERSION}\noutput.kubernetesVersion=1.34.2\n`,
    ]);
  });

  it("are told of when the version is not among them, though the server could get it elsewhere", () => {
    const { code, result } = step("repositories", "1.34.9");
    expect(code).toBe(1);
    expect(result).toContain("reason=VersionNotAvailable\n");
    expect(result).toContain(
      `among the versions on offer (${VERSION}) at file:${scratch.path("ours")}/`,
    );
  });

  it("are downloaded with all that they need, while nothing is installed yet", () => {
    expect(step("package-downloads")).toMatchObject({ code: 0, result: "" });
    expect(scratch.has("root/etc/of-kubelet")).toBe(false);
    const files = readdirSync(scratch.path("apt/var/cache/apt/stargate/kubelet"));
    const debs = files.filter(name => name.endsWith(".deb")).map(name => name.split("_")[0]);
    expect(debs).toEqual(["kubeadm", "kubectl", "kubelet", "sg-cni", "sg-tool"]);
  });

  it("are installed from there, though their repository does not answer any more", () => {
    const [ours, away] = [scratch.path("ours"), scratch.path("away")];
    const install = `bash ${script("kubernetes-packages/apply.sh")}`;
    const { code } = shell(`trap 'mv ${away} ${ours}' EXIT; mv ${ours} ${away}; ${install}`);
    expect(code).toBe(0);
    expect(ownerOf("kubelet")).toBe(`ours ${VERSION}`);
  });

  it("are what is installed, with what they need from wherever the server has it", () => {
    expect(step("kubernetes-packages")).toMatchObject({ code: 0, result: "" });
    expect(["kubelet", "kubeadm", "kubectl", "sg-tool", "sg-cni"].map(ownerOf)).toEqual([
      `ours ${VERSION}`,
      `ours ${VERSION}`,
      `ours ${VERSION}`,
      "ours 1",
      "ours 1",
    ]);
    expect(ownerOf("sg-conntrack")).toBe("other 1");
    const { stdout } = shell("apt-mark showauto sg-cni sg-conntrack sg-tool kubelet");
    expect(stdout.trim().split("\n")).toEqual(["sg-cni", "sg-conntrack", "sg-tool"]);
    expect(scratch.has("apt/var/cache/apt/stargate/kubelet")).toBe(false);
  });

  it("are not fetched again when they are there", () => {
    const { code, stdout } = shell(`bash ${script("kubernetes-packages/apply.sh")}`);
    expect(code).toBe(0);
    expect(stdout).not.toContain("Get:");
  });

  it("are the container runtime, too, where the profile has one", () => {
    const install = `. ${script("lib.sh")}; install_packages containerd sg-plain`;
    expect(shell(install)).toMatchObject({ code: 0 });
    expect(["containerd", "sg-plain"].map(ownerOf)).toEqual(["ours 1", "other 1"]);
  });

  it("are what a torn package is mended with", () => {
    const torn = "s/^Status: install ok installed/Status: install reinstreq half-installed/";
    const tear = `sed -i '/^Package: containerd$/,/^$/{${torn}}' /var/lib/dpkg/status; rm /etc/of-containerd`;
    expect(shell(`${tear}; . ${script("lib.sh")}; install_packages sg-plain`)).toMatchObject({
      code: 0,
    });
    expect(ownerOf("containerd")).toBe("ours 1");
  });

  it("fail the step when they are gone, whatever else offers them", () => {
    scratch.write("outputs/kubernetesPackage", NEWER);
    const { code, result } = step("kubernetes-packages");
    expect(code).toBe(75);
    expect(result).toContain("reason=PackageInstallFailed\n");
    expect(ownerOf("kubelet")).toBe(`ours ${VERSION}`);
  });
});
