import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_TIMEOUT_MS = 10_000;

/** A real sshd on loopback that lets root in with one key. */
export class Sshd {
  readonly port: number;
  readonly #dir = mkdtempSync(join(tmpdir(), "stargate-sshd-"));
  readonly #process: ChildProcess;

  private constructor(port: number, keyOptions: string) {
    this.port = port;
    for (const name of ["host", "client", "stranger"]) {
      const to = join(this.#dir, name);
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", to]);
    }
    const second = join(this.#dir, "second");
    execFileSync("ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-C", "", "-f", second]);
    const publicKey = readFileSync(join(this.#dir, "client.pub"), "utf8");
    writeFileSync(join(this.#dir, "authorized"), `${keyOptions} ${publicKey}`.trimStart());
    // sshd refuses to start without its privilege separation folder.
    mkdirSync("/run/sshd", { recursive: true });
    const config = [
      "ListenAddress 127.0.0.1",
      `Port ${port}`,
      `HostKey ${join(this.#dir, "host")}`,
      `HostKey ${second}`,
      "LogLevel VERBOSE",
      `AuthorizedKeysFile ${join(this.#dir, "authorized")}`,
      `PidFile ${join(this.#dir, "pid")}`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin prohibit-password",
      "",
    ];
    writeFileSync(join(this.#dir, "config"), config.join("\n"));
    const command = ["-D", "-E", join(this.#dir, "log"), "-f", join(this.#dir, "config")];
    this.#process = spawn("/usr/sbin/sshd", command, { stdio: "ignore" });
  }

  /** Starts it and waits until it answers. `keyOptions` is what authorized_keys says before the key. */
  static async start(port: number, keyOptions = ""): Promise<Sshd> {
    const sshd = new Sshd(port, keyOptions);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await answers(port))) {
      if (Date.now() > deadline) {
        throw new Error(`sshd did not answer on port ${port} within ${START_TIMEOUT_MS} ms`);
      }
    }
    return sshd;
  }

  /** The private key that gets in, or one that does not. */
  key(whose: "client" | "stranger"): string {
    return readFileSync(join(this.#dir, whose), "utf8");
  }

  /** What it has logged so far. */
  get log(): string {
    return readFileSync(join(this.#dir, "log"), "utf8");
  }

  /** Its own public key, as `spec.hostKeys` has it. */
  get hostKey(): string {
    return readFileSync(join(this.#dir, "host.pub"), "utf8").trim();
  }

  /** Its fingerprint, in ssh-keygen's words. */
  get fingerprint(): string {
    return this.#fingerprintOf("host");
  }

  /** The fingerprint of its ECDSA key, which it shows only to those who do not want the first one. */
  get secondFingerprint(): string {
    return this.#fingerprintOf("second");
  }

  #fingerprintOf(key: string): string {
    const file = join(this.#dir, `${key}.pub`);
    return execFileSync("ssh-keygen", ["-lf", file], { encoding: "utf8" }).split(" ")[1] ?? "";
  }

  /** Ends the listener; sessions that are open go on. */
  stop(): void {
    this.#process.kill("SIGTERM");
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1");
    const end = (result: boolean) => {
      socket.destroy();
      setTimeout(() => {
        resolve(result);
      }, 50);
    };
    socket.once("data", () => {
      end(true);
    });
    socket.once("error", () => {
      end(false);
    });
  });
}
