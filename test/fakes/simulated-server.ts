import { scripts } from "../../lib/bootstrap/scripts.generated";
import { HostKeyMismatch, HostUnreachable, InvalidSpec } from "../../lib/domain/errors";
import { isPinned, type ObservedHostKey } from "../../lib/domain/net/host-key";
import type { Secret } from "../../lib/domain/secret";
import type {
  RemoteHost,
  RemoteHosts,
  RemoteResult,
  RemoteScript,
  Route,
} from "../../lib/ports/remote-host";

/** A line of a journal, and whatever else `runner.sh` writes. */
type Line = Readonly<Record<string, string>>;

const TIME = "2026-01-01T00:00:00.000Z";

/** The journal of a run in which every step succeeds. */
export const GOOD_JOURNAL: readonly Line[] = [
  { event: "run-started", steps: "preflight,join", time: TIME },
  { event: "step-started", step: "preflight", time: TIME },
  { event: "step-finished", step: "preflight", state: "Unchanged", time: TIME },
  { event: "step-started", step: "join", time: TIME },
  { event: "output", name: "kubernetesVersion", value: "1.34.4", time: TIME },
  { event: "step-finished", step: "join", state: "Applied", time: TIME },
];

/** What a look finds on a server whose packages and join would be applied. */
export const GOOD_LOOK: readonly Line[] = [
  { event: "checked", step: "preflight", check: "Clock", state: "Passed" },
  { event: "looked", step: "preflight", state: "Unchanged" },
  { event: "output", name: "kubernetesVersion", value: "1.34.4" },
  { event: "looked", step: "kubernetes-packages", state: "WouldApply" },
  { event: "package", name: "kubelet", from: "1.33.7-1.1", to: "1.34.4-1.1" },
  { event: "looked", step: "sysctl", state: "WouldApply" },
  { event: "file", path: "/etc/sysctl.d/90-stargate.conf", diff: "+a = 1", digest: "0" },
  { event: "look-finished" },
];

/** The journal of a run that waits for its Node to be drained. */
const PARKED_JOURNAL: readonly Line[] = [
  ...GOOD_JOURNAL.slice(0, 4),
  { event: "run-parked", step: "join", gate: "drain", time: TIME },
];

/** One server behind one router: speaks the job scripts' protocol, and breaks where the test wants. */
export class SimulatedServer implements RemoteHosts {
  hostKey: ObservedHostKey = {
    publicKey: `ssh-ed25519 ${"A".repeat(68)}`,
    fingerprint: `SHA256:${"B".repeat(43)}`,
  };
  facts = `machineID=${"0".repeat(31)}1\nmac=52:54:00:12:34:56\nlink=52:54:00:12:34:56\n`;
  journal: readonly Line[] = GOOD_JOURNAL;
  exit: Line | undefined = { result: "Succeeded", time: TIME };
  /** What a look finds. */
  look: readonly Line[] = GOOD_LOOK;
  /** What the scripts print. */
  output = "";
  /** The highest fence that was shown here. */
  fence = 0;
  /** Another run that is at work. */
  otherRun: string | undefined;
  state: "absent" | "running" | "parked" | "lost" | "finished" = "absent";
  /** Whether its runs are parked before `join` until they are started with the gate open. */
  hasGate = false;
  /** What became of a run that is lost. */
  lostBy: "rebooted" | "killed" = "killed";
  /** Thrown by the next connect. */
  refusal: Error | undefined;
  /** Ends the next `follow` after so many lines, as a lost connection does. */
  cutAfterLines: number | undefined;
  /** Called before each line of a journal that is followed. */
  onLine: () => void = () => undefined;
  /** The time that goes by after each line. */
  pause: () => Promise<void> = () => Promise.resolve();
  /** Says nothing more after so many lines, until the reader gives up. */
  holdAfterLines: number | undefined;
  /** Parameters of the last script that ran. */
  told: Readonly<Record<string, string>> = {};
  /** Names of the scripts that ran, in order. */
  readonly calls: string[] = [];
  readonly routes: Route[] = [];
  /** Uploads: what went over standard input. */
  readonly uploads: Buffer[] = [];
  open = 0;

  connect(route: Route): Promise<RemoteHost> {
    this.routes.push(route);
    const last = route.at(-1);
    const refusal = this.refusal;
    this.refusal = undefined;
    if (refusal !== undefined) {
      return Promise.reject(refusal);
    }
    if (last === undefined || !this.#trusts(last.pinnedKeys, last.unknownKey)) {
      const role = last?.role ?? "server";
      const failure = { reason: "HostKeyMismatch", role, hostKey: this.hostKey } as const;
      return Promise.reject(new HostKeyMismatch("another key", failure));
    }
    this.open++;
    return Promise.resolve(this.#host());
  }

  verifyKey(privateKey: Secret): void {
    if (privateKey.reveal() !== "good key") {
      throw new InvalidSpec("privateKey is not an SSH private key", {
        reason: "InvalidCredentials",
      });
    }
  }

  /** How often a run was started. */
  get starts(): number {
    return this.uploads.length;
  }

  #trusts(pins: readonly string[], unknown: string): boolean {
    return pins.length === 0 ? unknown === "accept" : isPinned(this.hostKey, pins);
  }

  #host(): RemoteHost {
    return {
      hostKey: this.hostKey,
      run: script => this.#run(script),
      stream: (script, signal, onError) =>
        script.text === scripts["job/look"] ? this.#look() : this.#follow(signal, onError),
      close: () => {
        this.open--;
      },
    };
  }

  #run({ text, input, parameters = {} }: RemoteScript): Promise<RemoteResult> {
    this.told = parameters;
    switch (text) {
      case scripts["job/meet"]:
        this.calls.push("facts");
        return this.#say("inspect", `${this.facts.trimEnd()}\n\n${this.#standing}`);
      case scripts["job/inspect"]:
        return this.#say("inspect", this.#standing);
      case scripts["job/receive"]:
        return this.#fenced("receive", parameters, () => {
          if (this.otherRun !== undefined) {
            return { code: 73, stdout: "", stderr: `another run is at work: run=${this.otherRun}` };
          }
          this.uploads.push(Buffer.from(input ?? []));
          this.state = "running";
          return { code: 0, stdout: "started", stderr: "" };
        });
      case scripts["job/cancel"]:
        return this.#fenced("cancel", parameters, () => {
          if (this.state !== "finished") {
            this.state = "finished";
            this.exit = { result: "Failed", reason: "Cancelled", time: TIME };
          }
          return { code: 0, stdout: JSON.stringify(this.exit), stderr: "" };
        });
      default:
        return Promise.reject(new Error("a script that nobody simulates"));
    }
  }

  /** As `fence.sh` does: a lower fence than the highest one is refused. */
  #fenced(
    name: string,
    { FENCE = "0" }: Readonly<Record<string, string>>,
    act: () => RemoteResult,
  ): Promise<RemoteResult> {
    this.calls.push(name);
    if (Number(FENCE) < this.fence) {
      return Promise.resolve({ code: 76, stdout: "", stderr: `stale: highest=${this.fence}` });
    }
    this.fence = Number(FENCE);
    return Promise.resolve(act());
  }

  async *#look(): AsyncIterable<Uint8Array> {
    this.calls.push("look");
    await this.pause();
    yield Buffer.from(this.look.map(line => `${JSON.stringify(line)}\n`).join(""));
  }

  /** The journal on standard error, and at its end all of the output. */
  async *#follow(
    signal: AbortSignal,
    onError: (chunk: Uint8Array) => void = () => undefined,
  ): AsyncIterable<Uint8Array> {
    this.calls.push("follow");
    let sent = 0;
    const isParked = this.hasGate && this.uploads.at(-1)?.includes("OPEN_GATES='drain'") !== true;
    for (const line of isParked ? PARKED_JOURNAL : this.journal) {
      this.onLine();
      if (sent === this.holdAfterLines) {
        this.holdAfterLines = undefined;
        await new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reject(signal.reason as Error);
          });
        });
      }
      signal.throwIfAborted();
      if (sent++ === this.cutAfterLines) {
        this.cutAfterLines = undefined;
        throw new HostUnreachable("the connection was lost", { reason: "HostUnreachable" });
      }
      onError(Buffer.from(`${JSON.stringify(line)}\n`));
      await this.pause();
    }
    yield Buffer.from(this.output);
    if (isParked) {
      this.state = "parked";
      return;
    }
    if (this.exit === undefined) {
      this.state = "lost";
      return;
    }
    // As runner.sh does: the record first, then the last line.
    this.state = "finished";
    onError(Buffer.from(`${JSON.stringify({ event: "run-finished", ...this.exit })}\n`));
  }

  /** As `inspect.sh` says it. */
  get #standing(): string {
    switch (this.state) {
      case "finished":
        return `finished\n${JSON.stringify(this.exit)}`;
      case "lost":
        return `lost ${this.lostBy}`;
      case "parked":
        return "parked drain";
      default:
        return this.state;
    }
  }

  #say(name: string, stdout: string): Promise<RemoteResult> {
    this.calls.push(name);
    return Promise.resolve({ code: 0, stdout, stderr: "" });
  }
}
