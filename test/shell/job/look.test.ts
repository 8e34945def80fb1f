import { archive, type Files } from "../../../lib/bootstrap/archive";
import { parseLookEntry } from "../../../lib/bootstrap/look-entry";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { TrialServer } from "./server";

const FILES: Files = {
  "lib.sh": scripts.lib,
  "preview.sh": scripts["job/preview"],
  "limits.env": "PACKAGE_LOCK_SECONDS=2\n",
};

const PREVIEW =
  'set -euo pipefail; . "${PREVIEW_LIB}"; would_put "${FILES_DIR}/conf" /etc/stargate-conf\n';

/** Everything that a look could leave. */
const REST = "find /run/stargate /var/lib/stargate /etc/stargate-conf 2>/dev/null | sort";

describe("look.sh", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer();
  });

  afterEach(() => {
    server.scratch.remove();
  });

  /** Lays ready a look at steps, by their scripts. */
  async function offer(steps: Readonly<Record<string, Files>>, files: Files = {}): Promise<void> {
    const parts = Object.entries(steps).flatMap(([name, scriptsOf]) =>
      Object.entries({ "params.env": "", ...scriptsOf }).map(
        ([part, text]) => [`steps/${name}/${part}`, text] as const,
      ),
    );
    const list = Object.keys(steps).map(name => `${name}\t10\n`);
    const all = { ...FILES, "steps.tsv": list.join(""), ...Object.fromEntries(parts), ...files };
    const { bytes, sha256 } = await archive(all);
    const parameters = { BUNDLE_BYTES: String(bytes.length), BUNDLE_SHA256: sha256 };
    server.offer("look", "job/look", { parameters, input: Buffer.from(bytes) });
  }

  function entries(): readonly object[] {
    const { stdout } = server.tell(`rm -rf /run/stargate /var/lib/stargate; send look; ${REST}`);
    return stdout
      .trimEnd()
      .split("\n")
      .map(line => parseLookEntry(line) ?? { line });
  }

  it("tells what each step finds, and what it would change, and leaves nothing", async () => {
    await offer(
      {
        good: { "check.sh": "exit 0\n" },
        bad: { "check.sh": "exit 10\n", "preview.sh": PREVIEW },
        broken: { "check.sh": "echo oh >&2; exit 3\n" },
      },
      { "files/conf": "a = 1\n" },
    );
    expect(entries()).toEqual([
      { event: "looked", step: "good", state: "Unchanged" },
      { event: "looked", step: "bad", state: "WouldApply" },
      {
        event: "file",
        path: "/etc/stargate-conf",
        diff: "--- /etc/stargate-conf\n+++ /etc/stargate-conf\n@@ -0,0 +1 @@\n+a = 1",
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      {
        event: "looked",
        step: "broken",
        state: "Unknown",
        reason: "ScriptFailed",
        message: "its check ended with exit code 3: oh",
      },
      { event: "look-finished" },
    ]);
  });

  it("shows no secret of a file that is there, and all of one that is to come", async () => {
    await offer(
      { bad: { "check.sh": "exit 10\n", "preview.sh": PREVIEW } },
      { "files/conf": 'auth = "of the profile"\na = 2\n' },
    );
    server.tell(
      'printf \'auth = "dXNlcjpwYXNz"\\npassword   = "x;y"\\na = 1\\n\' >/etc/stargate-conf',
    );
    const said = JSON.stringify(entries());
    expect(said).not.toMatch(/dXNlcjpwYXNz|x;y/);
    expect(said).toContain("-auth = [redacted]");
    expect(said).toContain("-a = 1");
    expect(said).toContain('+auth = \\"of the profile\\"');
  });

  it("tells what would be removed, by kind, and requires only what lasts to be the same", async () => {
    const lines = String.raw`unit /etc/b\ncni-file /etc/c\nunit /etc/a\nmount /x y`;
    await offer({
      bad: {
        "check.sh": "exit 10\n",
        "preview.sh": `set -euo pipefail; . "\${PREVIEW_LIB}"; would_remove "$(printf '${lines}')"\n`,
      },
    });
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(entries().slice(1, -1)).toEqual([
      { event: "removal", kind: "cni-file", count: "1", what: "/etc/c", digest },
      { event: "removal", kind: "mount", count: "1", what: "/x y" },
      { event: "removal", kind: "unit", count: "2", what: "/etc/b\n/etc/a", digest },
    ]);
  });

  it("hands on single checks, outputs, and why a run would fail", async () => {
    const check = String.raw`printf 'checked=Clock\037Failed\037ClockSkewed\037late\037set it\n' >>"$RESULT_FILE"
      . "$LIB"; output version 1.34; again ClockSkewed late "set it"`;
    await offer({
      preflight: { "check.sh": check },
      next: { "check.sh": 'cat "$OUTPUTS_DIR/version"; exit 0' },
    });
    const words = { reason: "ClockSkewed", message: "late", remedy: "set it" };
    expect(entries()).toEqual([
      { event: "checked", check: "Clock", state: "Failed", ...words },
      { event: "output", name: "version", value: "1.34" },
      { event: "looked", step: "preflight", state: "Unknown", ...words },
      {
        event: "looked",
        step: "next",
        state: "Unknown",
        message: "not looked at: the step preflight would fail",
      },
      { event: "look-finished" },
    ]);
  });

  it("has what programs keep in a home in its own folder", async () => {
    await offer({ home: { "check.sh": '[[ $HOME == /run/stargate/look.*/home ]]; >"$HOME/x"' } });
    expect(entries()).toEqual([
      { event: "looked", step: "home", state: "Unchanged" },
      { event: "look-finished" },
    ]);
  });

  it("runs nothing that did not arrive whole", async () => {
    await offer({ good: { "check.sh": "exit 0\n" } });
    const whole = server.scratch.readBytes("in/look");
    server.scratch.write("in/look", whole.subarray(0, -600));
    const { code, stdout } = server.tell(
      `rm -rf /run/stargate; send look; code=$?; ${REST}; exit "\${code}"`,
    );
    expect([code, stdout]).toEqual([75, "/var/lib/stargate\n"]);
  });

  it.each(["TERM", "HUP"])("leaves nothing when SIG%s ends it", async name => {
    await offer({ long: { "check.sh": '>"${MARKS}/begun"; sleep 20\n' } });
    const { stdout } = server.tell(`rm -rf /run/stargate /var/lib/stargate
      export MARKS; bash -s <"\${IN}/look" & look=$!
      until_there "\${MARKS}/begun"; kill -${name} "\${look}";
      wait "\${look}"; ${REST}`);
    expect(stdout).toBe("");
  });

  it("is swept away by the next script when it was killed, and not before", () => {
    server.offer("inspect", "job/inspect");
    const { stdout } = server.tell(`mkdir -p /run/stargate/look.dead /run/stargate/look.alive
      : >/var/lib/stargate/start.lock
      exec 5</run/stargate/look.alive; flock 5
      send inspect; ls /run/stargate`);
    expect(stdout).toBe("absent\nlook.alive\n");
  });
});
