import { Scratch, script } from "./scratch";

const HELD = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 42 (apt-get)";

describe("the package system in lib.sh", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("result", "");
    scratch.stub("dpkg", "exit 0");
    scratch.stub("apt-get", "exit 0");
    scratch.stub("dpkg-query", "echo ok installed base-files");
  });

  afterEach(() => {
    scratch.remove();
  });

  /** Runs a step script that uses the library. */
  function run(text: string): { code: number | null; result: Record<string, string> } {
    const source = `set -euo pipefail; . ${script("lib.sh")}; ${text}`;
    const { code } = scratch.run(["bash", "-c", source], {
      env: {
        ...scratch.stubs,
        RESULT_FILE: scratch.path("result"),
        PACKAGE_LOCK_SECONDS: "2",
        KUBERNETES_VERSION: "1.34.4",
      },
    });
    const lines = scratch.read("result").trimEnd().split("\n");
    const pairs = lines.map(line => line.split(/=(.*)/).slice(0, 2));
    return { code, result: Object.fromEntries(pairs) as Record<string, string> };
  }

  /** What was run, but for questions to dpkg. */
  function calls(): readonly string[] {
    const all = scratch.read("calls").trimEnd().split("\n");
    return all.filter(call => !call.startsWith("dpkg-query "));
  }

  const INSTALL =
    'install_packages some-package || blame PackageInstallFailed "it is refused" "look"';

  it("installs without asking, and mends nothing where nothing is broken", () => {
    expect(run(INSTALL)).toMatchObject({ code: 0 });
    expect(calls()).toEqual([
      "dpkg --audit",
      expect.stringMatching(/^apt-get .*-y .*-o DPkg::Lock::Timeout=2 .* install .*some-package$/),
    ]);
  });

  it.each([
    ["packages that are half installed", "", '[[ $1 != --audit ]] || echo "half installed: x"'],
    ["a journal of dpkg that was not worked off", "0001", "exit 0"],
  ])("finishes what an interrupted dpkg left first: %s", (_, update, dpkg) => {
    if (update !== "") {
      scratch.write(`root/var/lib/dpkg/updates/${update}`, "");
    }
    scratch.stub("dpkg", dpkg);
    expect(run(INSTALL).code).toBe(0);
    expect(calls().map(call => call.split(" ")[0])).toEqual(["dpkg", "dpkg", "apt-get"]);
    expect(calls()[1]).toBe("dpkg --force-confold --configure -a");
  });

  it.each(["ok half-installed", "reinstreq half-installed", "reinstreq unpacked"])(
    "installs a package again that was torn while it was unpacked: %s (F28)",
    state => {
      scratch.stub("dpkg-query", `printf 'ok installed base-files\\n${state} kubeadm\\n'`);
      expect(run(INSTALL).code).toBe(0);
      expect(calls().slice(1)).toEqual([
        expect.stringMatching(/^apt-get .* install --reinstall .*kubeadm$/),
        expect.stringMatching(/^apt-get .* install .*some-package$/),
      ]);
    },
  );

  it("does so although dpkg cannot finish it, as it never can (F28)", () => {
    scratch.stub("dpkg", 'case $1 in --audit) echo "kubeadm is torn" ;; *) exit 1 ;; esac');
    scratch.stub("dpkg-query", "echo reinstreq half-installed kubeadm");
    expect(run(INSTALL).code).toBe(0);
    expect(calls().slice(1)).toEqual([
      "dpkg --force-confold --configure -a",
      expect.stringMatching(/^apt-get .* install --reinstall .*kubeadm$/),
      expect.stringMatching(/^apt-get .* install .*some-package$/),
    ]);
  });

  it("gives up when dpkg cannot finish what is not torn", () => {
    scratch.stub("dpkg", 'case $1 in --audit) echo "half configured: x" ;; *) exit 1 ;; esac');
    const { code, result } = run(INSTALL);
    expect([code, result["reason"]]).toEqual([75, "PackageInstallFailed"]);
    expect(calls().filter(call => call.startsWith("apt-get"))).toEqual([]);
  });

  it("waits for a lock that somebody else holds, for a while (F27)", () => {
    const wait = '[[ $(grep -c apt-get "${CALLS}") -gt 1 ]] || { echo "$HELD" >&2; exit 100; }';
    scratch.stub("apt-get", wait.replace("$HELD", HELD));
    expect(run("apt update")).toMatchObject({ code: 0 });
    expect(calls()).toHaveLength(2);
  });

  it.each([
    HELD,
    "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?",
    "E: Unable to lock directory /var/lib/apt/lists/",
    "dpkg: error: dpkg frontend lock was locked by another process with pid 42",
  ])("says who holds the lock when that takes too long: %s", line => {
    scratch.stub("apt-get", `echo "${line}"; exit 100`);
    const { code, result } = run(INSTALL);
    expect(code).toBe(75);
    expect(result["reason"]).toBe("PackageLockHeld");
    expect(result["message"]).toBe(`${line} (waited 2 s)`);
  });

  it.each([
    ["DiskFull", 1, "dpkg: error processing archive x.deb: No space left on device"],
    ["DiskFull", 1, "E: You don't have enough free space in /var/cache/apt/archives/."],
    ["NameResolutionFailed", 75, "  Temporary failure resolving 'packages.example'"],
    ["NameResolutionFailed", 75, "E: Could not resolve 'packages.example'"],
    ["ClockSkewed", 75, "E: Release file for http://x is not valid yet (invalid for another 3h)"],
    ["PackageInstallFailed", 75, "E: Unable to correct problems, you have held broken packages."],
    ["PackageInstallFailed", 75, "Waiting for cache lock: Could not get lock x. It is held by 1"],
  ])("calls it %s, with exit code %i, when apt says: %s", (reason, want, line) => {
    scratch.stub("apt-get", `cat <<'END'\nReading package lists...\n${line}\nEND\nexit 100`);
    const { code, result } = run(INSTALL);
    expect([code, result["reason"]]).toEqual([want, reason]);
    expect(calls()).toHaveLength(2);
  });

  it.each([
    [
      "is there and lacks the file",
      [1, "it fails: it answers 404 Not Found"],
      "Err:1 http://x Release\n  404  Not Found [IP: 10.0.0.1 80]",
    ],
    [
      "does not answer",
      [75, "it fails"],
      "Err:1 http://x Release\n  Could not connect to x:80, timed out",
    ],
  ])("tries a repository again that does not answer, and none that %s", (_, want, said) => {
    scratch.stub("apt-get", `cat <<'END'\n${said}\nEND\nexit 100`);
    const { code, result } = run('apt update || blame_repository "it fails"');
    expect([code, result["message"]]).toEqual(want);
    expect(result["reason"]).toBe("RepositoryUnreachable");
  });
});
