import { existsSync, readFileSync, statfsSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { CACHE_DIRECTORY } from "../lab";

/** What this machine has to give. */
export interface Capacity {
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly cores: number;
}

/** What is asked of it. */
export interface Demand {
  readonly servers: number;
  /** Servers that run already: they have what they need. */
  readonly running: number;
}

/** What does not suffice, and how many servers would fit. */
export interface Shortage {
  readonly fit: number;
  readonly reasons: readonly string[];
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Memory of a server that is a node and runs a pod or two. Measured: 160 MB of its processes, and some cache. */
const SERVER_MEMORY_BYTES = 200 * MIB;

/** Disk of a server that is a node, with packages and images. Measured: 526 MB. */
const SERVER_DISK_BYTES = 550 * MIB;

/** Measured: an idle node takes 1 % of a core, and as much again of the control plane; the rest is for joining. */
const SERVERS_PER_CORE = 25;

/** Control plane, router and module. Measured: 0.8 GiB. */
const OTHER_MEMORY_BYTES = GIB;

/** Why so many servers do not fit; undefined when they do. */
export function shortageOf({ servers, running }: Demand, capacity: Capacity): Shortage | undefined {
  const resources = [
    {
      fit: running + share(capacity.memoryBytes - OTHER_MEMORY_BYTES, SERVER_MEMORY_BYTES),
      text: `memory: ${SERVER_MEMORY_BYTES / MIB} MiB each, ${gib(capacity.memoryBytes)} available`,
    },
    {
      fit: running + share(capacity.diskBytes, SERVER_DISK_BYTES),
      text: `disk: ${SERVER_DISK_BYTES / MIB} MiB each, ${gib(capacity.diskBytes)} free`,
    },
    {
      fit: capacity.cores * SERVERS_PER_CORE,
      text: `cores: ${SERVERS_PER_CORE} servers on each of ${capacity.cores}`,
    },
  ];
  const scarce = resources.filter(({ fit }) => fit < servers);
  return scarce.length === 0
    ? undefined
    : {
        fit: Math.min(...scarce.map(({ fit }) => fit)),
        reasons: scarce.map(({ fit, text }) => `${text}: enough for ${fit}`),
      };
}

/** What this machine has to give now. */
export function readCapacity(): Capacity {
  const [, kibibytes = "0"] =
    /^MemAvailable: +(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8")) ?? [];
  const { bavail, bsize } = statfsSync(existsSync(CACHE_DIRECTORY) ? CACHE_DIRECTORY : homedir());
  return {
    memoryBytes: Number(kibibytes) * 1024,
    diskBytes: bavail * bsize,
    cores: availableParallelism(),
  };
}

function share(available: number, each: number): number {
  return Math.max(0, Math.floor(available / each));
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
