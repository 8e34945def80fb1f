import { archive, type Files } from "../../../lib/bootstrap/archive";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { assignments } from "../../../lib/domain/shell-quote";
import { type Ended, Scratch, STUBBED_PATH } from "../scratch";
import { linesOf, trialProgram, type TrialSteps } from "./run";

/** Two runs that may meet on one server. */
export const RUN = "0b0c0d0e-0000-4000-8000-000000000001";
export const OTHER_RUN = "0b0c0d0e-0000-4000-8000-000000000002";

/** What a test says of a start; the rest is usual. */
export interface Start {
  readonly run?: string;
  readonly fence?: number;
  readonly runSeconds?: number;
  readonly program?: Files;
  readonly secrets?: Files;
  readonly limits?: string;
}

/** One server with a stand-in for systemd. What SSH would send lies ready in `$IN`, and stories send it. */
export class TrialServer {
  readonly scratch = new Scratch();

  constructor() {
    this.scratch.write("units/calls", "");
  }

  /** From here on units really run. */
  withUnits(): this {
    this.scratch.write("units/real", "");
    return this;
  }

  /** Lays ready what starts a run of made-up steps. */
  async offerSteps(name: string, steps: TrialSteps, start: Start = {}): Promise<void> {
    await this.offerStart(name, { ...start, program: trialProgram(steps, start.limits) });
  }

  /** Lays ready what starts a run; the bytes of all of it. */
  async offerStart(name: string, { run = RUN, fence = 1, ...rest }: Start = {}): Promise<number> {
    const program = await archive(rest.program ?? { "runner.sh": "echo hello\n" });
    const secrets = await archive({
      "join.yaml": "token: abcdef.0123456789abcdef\n",
      ...rest.secrets,
    });
    const parameters = {
      FENCE: String(fence),
      RUNTIME_MAX_SECONDS: String(rest.runSeconds ?? 900),
      BUNDLE_BYTES: String(program.bytes.length),
      BUNDLE_SHA256: program.sha256,
      SECRETS_BYTES: String(secrets.bytes.length),
      SECRETS_SHA256: secrets.sha256,
    };
    const input = Buffer.concat([program.bytes, secrets.bytes]);
    return this.offer(name, "job/receive", { run, parameters, input });
  }

  offerCancel(
    name: string,
    { run = RUN, fence = 1, grace = 0 }: { run?: string; fence?: number; grace?: number } = {},
  ): void {
    const parameters = { FENCE: String(fence), GRACE_SECONDS: String(grace) };
    this.offer(name, "job/cancel", { run, parameters });
  }

  offerFollow(name: string): void {
    this.offer(name, "job/follow");
  }

  /** Parameters, script and payload in one, as they come over one standard input. */
  offer(
    name: string,
    script: keyof typeof scripts,
    {
      run = RUN,
      parameters = {},
      input = Buffer.of(),
    }: {
      readonly run?: string;
      readonly parameters?: Readonly<Record<string, string>>;
      readonly input?: Buffer;
    } = {},
  ): number {
    const own = { RUN_ID: run, UNIT: `stargate-${run}`, ...parameters };
    const text = Buffer.from(assignments(own) + scripts[script]);
    this.scratch.write(`in/${name}`, Buffer.concat([text, input]));
    return text.length + input.length;
  }

  /** Runs a story on the server; `send NAME` runs what lies ready, `until_there FILE` waits for it. */
  tell(story: string, before: readonly string[] = []): Ended {
    return this.scratch.run([...before, "bash", "-c", `${STORY}${story}`], {
      env: {
        PATH: STUBBED_PATH,
        UNITS: this.scratch.path("units"),
        IN: this.scratch.path("in"),
        MARKS: this.scratch.path("marks"),
        RUN,
        RUNS: "/var/lib/stargate/runs",
      },
    });
  }

  text(name: keyof typeof scripts): string {
    return scripts[name];
  }

  send(name: string, before?: readonly string[]): Ended {
    return this.tell(`send ${name}`, before);
  }

  /** What systemd was asked to run. */
  get calls(): readonly string[] {
    return this.scratch.read("units/calls").split("\n").slice(0, -1);
  }

  /** A file of a run. */
  path(file: string, run = RUN): string {
    return `root/var/lib/stargate/runs/${run}/${file}`;
  }

  journal(run = RUN): readonly Record<string, string>[] {
    return linesOf(this.scratch.read(this.path("journal.jsonl", run)));
  }

  exit(run = RUN): Record<string, string> {
    return JSON.parse(this.scratch.read(this.path("exit.json", run))) as Record<string, string>;
  }

  has(name: string): boolean {
    return this.scratch.has(name);
  }

  get fence(): string | undefined {
    const file = "root/var/lib/stargate/fence";
    return this.has(file) ? this.scratch.read(file).trimEnd() : undefined;
  }
}

const STORY = `
mkdir -p "\${MARKS}"
send() { bash -s <"\${IN}/$1"; }
until_there() {
  local deadline=$((SECONDS + 20))
  until [[ -e $1 ]]; do
    ((SECONDS < deadline)) || { echo "$1 never came" >&2; exit 99; }
    sleep 0.05
  done
}
until_gone() {
  local deadline=$((SECONDS + 20))
  while [[ -e $1 ]]; do
    ((SECONDS < deadline)) || { echo "$1 stays" >&2; exit 99; }
    sleep 0.05
  done
}
`;
