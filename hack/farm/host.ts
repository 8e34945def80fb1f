import { createHash, randomUUID } from "node:crypto";
import { constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Lab, logPath, statePath } from "../lab/lab";
import { until } from "../lab/poll";
import { run } from "../lab/run";
import { type Daemon, ensureDaemon, stopDaemon } from "../lab/process/daemon";
import { stateOf } from "../lab/process/record";
import { makeKeyPair } from "./keys";
import { FARM_SSH_PORT } from "./layout";
import { FARM_DIRECTORY } from "./place";

/** What makes a host. */
export interface HostOptions {
  readonly name: string;
  /** Address that its sshd listens on. */
  readonly address: string;
  /** Network namespace. */
  readonly namespace: string;
  /** Public keys that open it. */
  readonly authorized: readonly string[];
  /** Lines of sshd_config before the farm's own: sshd takes what comes first. */
  readonly sshd: readonly string[];
}

const START_TIMEOUT_MS = 20_000;

/** sshd writes it when it listens; who stops it removes it. */
const SSHD_PID_FILE = "/run/sshd.pid";

/** The account that may log in and not become root. */
const POWERLESS_ACCOUNT = "ubuntu:x:1000:1000::/:/bin/bash";

/** One machine of the farm: a private root, a machine ID, a host key, and stock sshd. */
export class FarmHost {
  readonly name: string;
  readonly address: string;
  readonly port = FARM_SSH_PORT;
  readonly machineID: string;
  readonly #lab: Lab;
  readonly #options: HostOptions;
  #hostKey = "";

  constructor(lab: Lab, options: HostOptions) {
    this.#lab = lab;
    this.#options = options;
    this.name = options.name;
    this.address = options.address;
    this.machineID = createHash("md5").update(`${lab.instance}/${options.name}`).digest("hex");
  }

  /** Its public key, as `spec.hostKeys` has it. */
  get hostKey(): string {
    return this.#hostKey;
  }

  /** What its sshd said, since the farm was started. */
  get log(): string {
    return readFileSync(logPath(this.#lab, this.name), "utf8");
  }

  /** A file of the running host, seen from outside. */
  path(file: string): string {
    return path.join(`/proc/${this.#pid}/root`, file);
  }

  /** A file below /etc, /var/lib or /root that the host has changed; readable also while it is off. */
  disk(file: string): string {
    return path.join(this.#root, file);
  }

  /** A command that runs on the host, as root. */
  enter(command: readonly string[]): readonly string[] {
    return [
      ...["nsenter", `--target=${this.#pid}`, "--mount", "--uts", "--pid", "--net", "--"],
      ...command,
    ];
  }

  /** Makes its disk. */
  async makeDisk(): Promise<void> {
    for (const folder of ["etc", "var/lib"]) {
      mkdirSync(this.disk(`.work/${folder}`), { recursive: true });
    }
    mkdirSync(this.disk("etc/ssh"), { recursive: true, mode: 0o755 });
    mkdirSync(this.disk("var/lib"), { recursive: true, mode: 0o755 });
    mkdirSync(this.disk("root"), { recursive: true, mode: 0o700 });
    writeFileSync(this.disk("etc/machine-id"), `${this.machineID}\n`);
    const passwd = readFileSync("/etc/passwd", "utf8").replace(/^ubuntu:.*\n/m, "");
    writeFileSync(this.disk("etc/passwd"), `${passwd}${POWERLESS_ACCOUNT}\n`);
    writeFileSync(this.disk("etc/ssh/sshd_config"), this.#sshdConfig([]));
    writeFileSync(
      this.disk("etc/ssh/authorized_keys"),
      this.#options.authorized.map(key => `${key}\n`).join(""),
    );
    await run(["mkfifo", "--mode=600", this.disk("control")]);
    await this.#makeHostKey(this.disk("etc/ssh"));
  }

  /** Switches it on, with what its disk holds. */
  async powerOn(): Promise<void> {
    writeFileSync(this.disk("boot_id"), `${randomUUID()}\n`);
    await ensureDaemon(this.#lab, this.#daemon());
    await this.#sshdIs("up");
  }

  /** Cuts the power: every process and everything in /run and /tmp is gone. */
  async powerOff(): Promise<void> {
    await stopDaemon(this.#lab, this.name, { graceMs: 0 });
  }

  /** Boots it again without asking anybody. */
  async reboot(): Promise<void> {
    await this.powerOff();
    await this.powerOn();
  }

  /** Ends sshd and every login; what runs detached goes on. */
  async stopSshd(): Promise<void> {
    await this.#control("stop");
    await this.#sshdIs("down");
  }

  /** Starts sshd again, with lines that its configuration then begins with. */
  async startSshd(lines: readonly string[] = []): Promise<void> {
    writeFileSync(this.path("/etc/ssh/sshd_config"), this.#sshdConfig(lines));
    await this.#control("start");
    await this.#sshdIs("up");
  }

  /** Gives it a new host key, as a reinstallation would. */
  async renewHostKey(): Promise<void> {
    await this.stopSshd();
    await this.#makeHostKey(this.path("/etc/ssh"));
    await this.startSshd();
  }

  get #root(): string {
    return statePath(this.#lab, "hosts", this.name);
  }

  /** PID 1 of the host, by this machine's numbers: the only child of `unshare`. */
  get #pid(): number {
    const state = stateOf(this.#lab, this.name);
    if (state.kind !== "running") {
      throw new Error(`${this.name} is switched off`);
    }
    const { pid } = state.identity;
    return Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"), 10);
  }

  async #makeHostKey(directory: string): Promise<void> {
    const file = path.join(directory, "ssh_host_ed25519_key");
    // Through the mount, so that the running host sees it; ssh-keygen never overwrites.
    ["", ".pub"].forEach(suffix => rmSync(`${file}${suffix}`, { force: true }));
    this.#hostKey = (await makeKeyPair(file)).publicKey;
  }

  /** Stock, but for where it listens and whom it lets in; and it tells of every connection. */
  #sshdConfig(lines: readonly string[]): string {
    return [
      ...lines,
      ...this.#options.sshd,
      `ListenAddress ${this.address}:${this.port}`,
      "HostKey /etc/ssh/ssh_host_ed25519_key",
      "AuthorizedKeysFile /etc/ssh/authorized_keys",
      "Subsystem sftp internal-sftp",
      "LogLevel VERBOSE",
      "",
    ].join("\n");
  }

  #daemon(): Daemon {
    return {
      name: this.name,
      namespace: this.#options.namespace,
      address: `${this.address}:${this.port}`,
      command: [
        ...["unshare", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ...["bash", path.join(FARM_DIRECTORY, "init.sh")],
        ...[this.name, this.#root, path.join(FARM_DIRECTORY, "stubs")],
      ],
    };
  }

  async #control(command: "start" | "stop"): Promise<void> {
    // Without a reader this fails at once instead of waiting for one.
    const fifo = await open(this.disk("control"), constants.O_WRONLY | constants.O_NONBLOCK);
    await writeFile(fifo, `${command}\n`);
    await fifo.close();
  }

  async #sshdIs(wanted: "up" | "down"): Promise<void> {
    const wait = {
      what: `sshd of ${this.name} to be ${wanted}`,
      deadlineMs: START_TIMEOUT_MS,
      log: logPath(this.#lab, this.name),
    };
    await until(wait, () => {
      const seen = existsSync(this.path(SSHD_PID_FILE)) ? "up" : "down";
      return Promise.resolve(seen === wanted ? { done: true } : { seen });
    });
  }
}
