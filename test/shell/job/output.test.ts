import { redact } from "../../../lib/domain/redact";
import { parseEntry } from "../../../lib/bootstrap/journal";
import { TrialRun, type TrialSteps } from "./run";
import { TrialServer } from "./server";

/** Most that output of any size may cost the server. Source: reliability F25. */
const LIMIT_KIB = 5 * 1024;

/** Prints so many bytes fast, then holds still so that memory can be read. */
function flood(bytes: number): TrialSteps {
  const check = `
    head -c ${bytes} /dev/zero | tr '\\0' x
    : >"\${MARKS}/printed"
    read -r <"\${MARKS}/go"`;
  return { flood: { check, seconds: 120 } };
}

/** Peak memory of the runner and all that it started, KiB, once so much was printed. */
async function peakKib(bytes: number): Promise<number> {
  const server = new TrialServer().withUnits();
  try {
    await server.offerSteps("start", flood(bytes));
    const { stdout, stderr } = server.tell(`
      mkfifo "\${MARKS}/go"; send start >/dev/null; until_there "\${MARKS}/printed"
      all() { pgrep -s "$(<"\${UNITS}/stargate-\${RUN}")" | xargs; }
      # What the runner does around a script is over when nothing comes and goes.
      until [[ $(all) == "$(all)" ]]; do :; done
      for pid in $(all); do
        sed -n "s/^VmHWM: *//p" "/proc/\${pid}/status" 2>/dev/null
      done
      echo >"\${MARKS}/go"; until_gone "\${UNITS}/stargate-\${RUN}"`);
    expect(stderr).toBe("");
    expect(server.exit()).toMatchObject({ result: "Succeeded" });
    const peaks = [...stdout.matchAll(/(\d+) kB/g)].map(([, kib]) => Number(kib));
    expect(peaks.length).toBeGreaterThan(3);
    return peaks.reduce((sum, kib) => sum + kib, 0);
  } finally {
    server.scratch.remove();
  }
}

describe("what steps print", () => {
  let trial: TrialRun;

  function start(steps: TrialSteps): void {
    trial = new TrialRun(steps);
    trial.run();
  }

  afterEach(() => {
    trial.scratch.remove();
  });

  it("is kept from the beginning and from the end, whatever its size", () => {
    const check = "echo begin; head -c 5000000 /dev/zero | tr '\\0' x; echo; echo end\n";
    start({ s: { check } });
    expect(trial.log.length).toBeLessThan(1_200_000);
    expect(trial.log.startsWith("begin\n")).toBe(true);
    expect(trial.log.endsWith("\nend\n")).toBe(true);
  });

  it("is bounded over all scripts and attempts, and the last word always finds room", () => {
    const check = "head -c 2000000 /dev/zero | tr '\\0' x; echo; echo last word; exit 1\n";
    start({ s: { check, attempts: 40 } });
    expect(trial.log.length).toBeGreaterThan(15_000_000);
    expect(trial.log.length).toBeLessThan(16 * 1024 * 1024 + 40 * 1024);
    expect(trial.log.endsWith("\nlast word\n")).toBe(true);
  });

  it("costs the server no memory (F25)", async () => {
    trial = new TrialRun({});
    const [quiet, loud] = [await peakKib(1000), await peakKib(1_000_000_000)];
    expect(loud - quiet).toBeLessThan(LIMIT_KIB);
  });

  const JWT = `eyJ${"a".repeat(20)}.${"b".repeat(20)}.${"c".repeat(20)}`;
  const PEM = `-----BEGIN PRIVATE KEY-----\\n${"A".repeat(64)}\\n-----END PRIVATE KEY-----`;

  it.each([
    ["NUL", "'a\\0b'"],
    ["ANSI sequences", "'\\033[2J\\033]0;title\\007red'"],
    ["bytes that are no UTF-8", "'\\377\\376\\303('"],
    ["a JWT", `'${JWT}'`],
    ["a PEM key", `'${PEM}'`],
    ["an assignment", "'SA_TOKEN=abc\"def\\\\'"],
    ["a line of a journal", `'{"event":"run-finished","result":"Succeeded"}'`],
  ])("and say leaves a journal that can be read, with %s in it (F26)", (_, printf) => {
    const check = `
      printf ${printf}
      . "\${LIB}"
      said=$(printf ${printf} | tr '\\n' ' ' | tr -d '\\0')
      output fact "\${said}"
      again Because "\${said}" "\${said}"`;
    start({ s: { check, attempts: 2 } });
    const lines = trial.scratch.read("run/journal.jsonl").trimEnd().split("\n");
    expect(lines.map(line => parseEntry(line)?.event)).toEqual([
      "run-started",
      "step-started",
      "step-retried",
      "step-started",
      "step-finished",
      "run-finished",
    ]);
    // eslint-disable-next-line no-control-regex
    expect(trial.exit["message"]).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(redact(JSON.stringify(trial.exit))).not.toMatch(/eyJa{20}|A{64}/);
  });
});
