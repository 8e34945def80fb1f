import { mkdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { LabError, UsageError } from "../lab/errors";
import { ensureNamespace } from "../lab/fabric/namespace";
import { requireRoot } from "../lab/host/requirements";
import { CACHE_DIRECTORY, type Lab, statePath } from "../lab/lab";
import { withLock } from "../lab/lock";
import { ensureDaemon } from "../lab/process/daemon";
import { until } from "../lab/poll";
import { run } from "../lab/run";
import { Farm, type FarmKeys, namespacesOf, type Release } from "./farm";
import { FarmHost } from "./host";
import { makeKeyPair } from "./keys";
import { ADDRESSES, FARM_SSH_PORT, MAX_FARM_SERVERS, serverAt } from "./layout";
import { Link } from "./link/link";
import { FARM_DIRECTORY } from "./place";
import { removeRemains } from "./remains";

/** What a farm may be told. */
export interface FarmOptions {
  /** 1 to 200. */
  readonly servers: number;
  /** Tells farms apart that run side by side: at most 12 lower-case letters, digits and dashes. */
  readonly name?: string;
  /** Where it keeps its state. */
  readonly folder?: string;
  /** One way between controller and jump host. */
  readonly delayMs?: number;
  /** First lines of the jump host's, and of every server's, sshd_config: sshd takes what comes first. */
  readonly jumpSshd?: readonly string[];
  readonly serverSshd?: readonly string[];
}

/** 20 ms there and back: a datacenter on the same continent. Source: reliability goals, "test bed". */
const DELAY_MS = 10;

/** Hosts that start at once: more would only wait for each other on two processors. */
const STARTS_AT_ONCE = 8;

const LOOPBACK_TIMEOUT_MS = 10_000;

const NAME = /^[a-z][a-z0-9-]{0,11}$/;

/** Starts a farm. What an earlier one left in the same folder goes first. */
export async function startFarm(options: FarmOptions): Promise<Farm> {
  requireRoot();
  const lab = placeOf(options);
  const release = await hold(lab);
  try {
    await removeRemains(lab);
    rmSync(statePath(lab, "log"), { recursive: true, force: true });
    return await build(lab, options, release);
  } catch (error: unknown) {
    await removeRemains(lab);
    await release();
    throw error;
  }
}

/** The lab's records and names serve the farm as they are. */
function placeOf({ name = "farm", folder, servers }: FarmOptions): Lab {
  if (!NAME.test(name)) {
    throw new UsageError(`${name} is no name of a farm`, "use lower-case letters and digits");
  }
  if (!Number.isInteger(servers) || servers < 1 || servers > MAX_FARM_SERVERS) {
    throw new UsageError(`a farm has 1 to ${MAX_FARM_SERVERS} servers, not ${servers}`);
  }
  const directory = path.resolve(folder ?? path.join(CACHE_DIRECTORY, "farms", name));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return { instance: name, directory };
}

/** Nobody else starts a farm in the folder until the returned function is called or this process is gone. */
async function hold(lab: Lab): Promise<Release> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>(resolve => (end = resolve));
  let lock: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    lock = withLock(statePath(lab, "lock"), () => {
      resolve();
      return ended;
    });
    lock.catch(() =>
      reject(new LabError(`farm ${lab.instance} is in use by another process`, "end that one")),
    );
  });
  return async () => {
    end();
    await lock;
  };
}

async function build(lab: Lab, options: FarmOptions, release: Release): Promise<Farm> {
  const keys = await makeKeys(lab);
  await buildNetwork(lab, options.servers);
  const { jump, servers } = await startHosts(lab, options, keys);
  const { control } = namespacesOf(lab);
  const link = await Link.start(lab, {
    name: "link",
    namespace: control,
    listen: { host: ADDRESSES.link, port: FARM_SSH_PORT },
    target: { host: ADDRESSES.jump, port: FARM_SSH_PORT },
    delayMs: options.delayMs ?? DELAY_MS,
  });
  const localJumpAddress = await openLoopback(lab, link);
  return new Farm(lab, { jump, servers, keys, link, localJumpAddress }, release);
}

async function makeKeys(lab: Lab): Promise<FarmKeys> {
  const directory = statePath(lab, "keys");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  const [router, server, stranger] = await Promise.all([
    makeKeyPair(path.join(directory, "router")),
    makeKeyPair(path.join(directory, "server")),
    makeKeyPair(path.join(directory, "stranger")),
  ]);
  return { router, server, stranger };
}

async function buildNetwork(lab: Lab, servers: number): Promise<void> {
  const { control, jump, servers: behind } = namespacesOf(lab);
  for (const namespace of [control, jump, behind]) {
    await ensureNamespace(lab, namespace);
  }
  const addresses = Array.from({ length: servers }, (_, index) => serverAt(index).address);
  await run([path.join(FARM_DIRECTORY, "network.sh")], {
    env: {
      CONTROL: control,
      JUMP: jump,
      SERVERS: behind,
      CONTROL_ADDRESS: ADDRESSES.control,
      JUMP_ADDRESS: ADDRESSES.jump,
      JUMP_LAN_ADDRESS: ADDRESSES.jumpLan,
      GATEWAY_ADDRESS: ADDRESSES.gateway,
      LINK_ADDRESS: ADDRESSES.link,
      SERVER_PREFIX: ADDRESSES.serverPrefix,
      SERVER_ADDRESSES: addresses.join(" "),
    },
  });
}

async function startHosts(
  lab: Lab,
  { servers: count, jumpSshd = [], serverSshd = [] }: FarmOptions,
  keys: FarmKeys,
): Promise<Pick<Farm, "jump" | "servers">> {
  const namespaces = namespacesOf(lab);
  const jump = new FarmHost(lab, {
    name: "jump",
    address: ADDRESSES.jump,
    namespace: namespaces.jump,
    authorized: [keys.router.publicKey],
    sshd: jumpSshd,
  });
  const servers = Array.from(
    { length: count },
    (_, index) =>
      new FarmHost(lab, {
        ...serverAt(index),
        namespace: namespaces.servers,
        authorized: [keys.server.publicKey],
        sshd: serverSshd,
      }),
  );
  const waiting = [jump, ...servers].values();
  const starters = Array.from({ length: STARTS_AT_ONCE }, async () => {
    for (const host of waiting) {
      await host.makeDisk();
      await host.powerOn();
    }
  });
  await Promise.all(starters);
  return { jump, servers };
}

/** Lets processes in this machine's own network, such as tests, reach the link: on loopback, and nowhere else. */
async function openLoopback(lab: Lab, link: Link): Promise<Farm["localJumpAddress"]> {
  const address = "127.0.0.1";
  const port = await freePort(address);
  await ensureDaemon(lab, {
    name: "loopback",
    address: `${address}:${port}`,
    command: [
      ...["socat", `TCP-LISTEN:${port},bind=${address},reuseaddr,nodelay,fork,backlog=1024`],
      `UNIX-CONNECT:${link.socket}`,
    ],
  });
  // Looked up and not tried: a connection would reach the jump host.
  const listening = `:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A`;
  const wait = { what: "the loopback port", deadlineMs: LOOPBACK_TIMEOUT_MS };
  await until(wait, async () => {
    const sockets = await readFile("/proc/net/tcp", "utf8");
    return sockets.includes(listening) ? { done: true } : { seen: "nobody listens" };
  });
  return { address, port };
}

async function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === "string"
          ? reject(new Error("no port"))
          : resolve(address.port),
      );
    });
  });
}
