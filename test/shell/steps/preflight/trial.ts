import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readOnly, Scratch, script } from "../../scratch";

/** What a preflight came to. */
export interface Verdict {
  readonly code: number | null;
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** Checks that did not pass: state and reason by name. */
  readonly found: Readonly<Record<string, string>>;
}

/** API servers and repositories that answer as `answers.mjs` says. */
export class Surroundings {
  readonly #certificates = new Scratch();
  #server: ChildProcess | undefined;
  #ports: readonly number[] = [];

  /** Starts them. */
  async open(): Promise<this> {
    this.#makeCertificate("good", "IP:127.0.0.1");
    this.#makeCertificate("misnamed", "IP:127.0.0.9");
    const program = [join(__dirname, "answers.mjs"), this.#certificates.dir];
    const server = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
    this.#server = server;
    const [said] = (await once(server.stdout, "data")) as [Buffer];
    this.#ports = JSON.parse(said.toString()) as readonly number[];
    return this;
  }

  close(): void {
    this.#server?.kill();
    this.#certificates.remove();
  }

  certificate(name: "good" | "misnamed"): string {
    return readFileSync(this.#certificates.path(`${name}.crt`), "utf8");
  }

  apiServer(name: "good" | "misnamed" | "guarded"): string {
    const index = ["good", "misnamed", "guarded"].indexOf(name);
    return `https://127.0.0.1:${this.#ports[index] ?? 0}`;
  }

  repository(path: string): string {
    return `http://127.0.0.1:${this.#ports[3] ?? 0}${path}`;
  }

  #makeCertificate(name: string, subjectAltName: string): void {
    const path = (suffix: string): string => this.#certificates.path(`${name}.${suffix}`);
    const files = ["-keyout", path("key"), "-out", path("crt")];
    const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${subjectAltName}`];
    const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
    execFileSync("openssl", [...request, ...files, ...subject], { stdio: "ignore" });
  }
}

/** A host that is as it should be, until a test says otherwise. */
export class TrialHost {
  readonly scratch = new Scratch();
  readonly parameters: Record<string, string>;

  constructor(surroundings: Surroundings) {
    const { scratch } = this;
    scratch.write("root/run/systemd/system/none", "");
    scratch.write("files/ca.crt", surroundings.certificate("good"));
    scratch.write("secrets/none", "");
    this.repository(surroundings.repository("/good/v1.34/deb/"));
    this.parameters = {
      NODE_NAME: "w1",
      API_SERVER: surroundings.apiServer("good"),
      KUBERNETES_VERSION: "1.34",
      NOW_SECONDS: String(Math.floor(Date.now() / 1000)),
      CLOCK_TOLERANCE_SECONDS: "300",
      IGNORED_CHECKS: "",
      WAS_LET_GO: "no",
    };
    // What a server has, and this machine may not.
    for (const name of ["apt-get", "ss", "iptables-save", "nft"]) {
      scratch.stub(name, "");
    }
    scratch.stub("modprobe", "exit 1");
    scratch.stub("ip", 'echo "198.51.100.1 via 10.0.0.1 dev lo src 10.0.0.2 uid 0"');
    this.free(4_000_000);
    this.proc("filesystems", "nodev overlay\n");
    this.proc("meminfo", "MemTotal: 4000000 kB\nMemAvailable: 3000000 kB\n");
    this.proc("swaps", "Filename Type Size Used Priority\n");
  }

  free(kib: number): void {
    this.scratch.stub("df", `printf 'Avail\\n${kib}\\n'\n`);
  }

  proc(name: string, content: string): void {
    this.scratch.write(`proc/${name}`, content);
  }

  repository(url: string, index = 0): void {
    this.scratch.write(`files/repositories/${index}/url`, url);
  }

  /** Where `at` is a directory, nothing can be written there. */
  check(at?: string): Verdict {
    const { scratch } = this;
    scratch.write("result", "");
    const withProc = ["bash", join(__dirname, "with-proc.sh"), scratch.path("proc")];
    const behind = at === undefined ? withProc : [...readOnly(at), ...withProc];
    const { code } = scratch.run([...behind, "bash", script("preflight/check.sh")], {
      env: {
        ...scratch.stubs,
        ...this.parameters,
        LIB: script("lib.sh"),
        FILES_DIR: scratch.path("files"),
        SECRETS_DIR: scratch.path("secrets"),
        RESULT_FILE: scratch.path("result"),
        PACKAGE_LOCK_SECONDS: "2",
      },
    });
    const saidOf = (key: string): string =>
      new RegExp(`^${key}=(.*)$`, "m").exec(scratch.read("result"))?.[1] ?? "";
    const found = this.results.filter(([, state]) => state !== "Passed");
    return {
      code,
      reason: saidOf("reason"),
      message: saidOf("message"),
      remedy: saidOf("remedy"),
      found: Object.fromEntries(
        found.map(([name = "", state = "", reason = ""]) => [name, `${state} ${reason}`]),
      ),
    };
  }

  /** What each check found: name, state, reason, message and remedy. */
  get results(): readonly (readonly string[])[] {
    return [...this.scratch.read("result").matchAll(/^checked=(.*)$/gm)].map(([, line = ""]) =>
      line.split("\x1f"),
    );
  }
}
