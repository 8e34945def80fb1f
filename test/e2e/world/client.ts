import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster, Manifest } from "./cluster";
import { REPOSITORY } from "./lab";
import { until } from "./until";

const SCRIPT = readFileSync(join(__dirname, "asker.sh"), "utf8");

const LOOK_MS = 100;

/** A first answer, over a network whose routes may be written just now. */
const TIMEOUT_MS = 30_000;

/** What was asked at one moment, and how many have answered. */
interface Round {
  readonly atMs: number;
  readonly answered: number;
  readonly asked: number;
}

/**
 * Somebody in the datacenter who keeps asking a Service's pods, over the pod network. As a proxy on a node does, he goes by
 * the Ready endpoints that its EndpointSlices have at that moment.
 */
export class Client {
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #child: ChildProcess;
  readonly #looking: NodeJS.Timeout;
  readonly #rounds: Round[] = [];
  #told = "";

  private constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    const command = ["run", "--silent", "lab", "--", "exec", "router", "--", "bash", "-c", SCRIPT];
    this.#child = spawn("npm", command, { cwd: REPOSITORY, stdio: ["pipe", "pipe", "inherit"] });
    let rest = "";
    this.#child.stdout?.on("data", (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString()}`.split("\n");
      rest = lines.pop() ?? "";
      this.#rounds.push(...lines.map(roundOf));
    });
    this.#looking = setInterval(() => void this.#look(), LOOK_MS);
  }

  /** Begins to ask, and waits until so many answer. What was before does not count. */
  static async start(cluster: Cluster, namespace: string, answers: number): Promise<Client> {
    const client = new Client(cluster, namespace);
    const enough = (): Promise<true | undefined> =>
      Promise.resolve((client.#rounds.at(-1)?.answered ?? 0) >= answers ? true : undefined);
    await until(`${answers} pods to answer`, TIMEOUT_MS, enough, () =>
      Promise.resolve(client.#rounds.slice(-5)),
    );
    client.#rounds.length = 0;
    return client;
  }

  /** Rounds of questions since it was started. */
  get rounds(): readonly Round[] {
    return this.#rounds;
  }

  /** The fewest pods that answered in a round. Throws when nobody was ever asked. */
  get fewest(): number {
    if (this.#rounds.length === 0) {
      throw new Error("nobody was asked");
    }
    return Math.min(...this.#rounds.map(({ answered }) => answered));
  }

  /** The longest time between two rounds, in milliseconds: nobody knows what was in between. */
  get longestGapMs(): number {
    const times = this.#rounds.map(({ atMs }) => atMs);
    return Math.max(0, ...times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)));
  }

  stop(): void {
    clearInterval(this.#looking);
    this.#child.stdin?.end();
  }

  async #look(): Promise<void> {
    const slices = (await this.#cluster.list("EndpointSlice", this.#namespace)) as readonly Slice[];
    const ready = slices
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter(({ conditions }) => conditions.ready === true);
    const addresses = ready.flatMap(each => each.addresses).toSorted();
    const line = addresses.join(" ");
    if (line !== this.#told) {
      this.#told = line;
      this.#child.stdin?.write(`${line}\n`);
    }
  }
}

/** An EndpointSlice, as far as it is looked at. */
type Slice = Manifest & {
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly conditions: { readonly ready?: boolean };
  }[];
};

function roundOf(line: string): Round {
  const [atMs = 0, answered = 0, asked = 0] = line.split(" ").map(Number);
  return { atMs, answered, asked };
}
