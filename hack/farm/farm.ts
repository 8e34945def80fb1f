import { kernelName, type Lab } from "../lab/lab";
import { ensureDaemon } from "../lab/process/daemon";
import { enterNamespace } from "../lab/process/enter-namespace";
import { combine, countLogins, type LoginCounts } from "./counts";
import type { FarmHost } from "./host";
import type { KeyPair } from "./keys";
import { ADDRESSES, FARM_SSH_PORT } from "./layout";
import { Link } from "./link/link";
import { removeRemains } from "./remains";

/** Which keys open what: each its own kind of host, and `stranger` none. */
export interface FarmKeys {
  readonly router: KeyPair;
  readonly server: KeyPair;
  readonly stranger: KeyPair;
}

/** Logins so far. */
export interface FarmCounts {
  readonly jump: LoginCounts;
  readonly servers: LoginCounts;
}

/** Lets go of the farm's folder. */
export type Release = () => Promise<void>;

/** Network namespaces of a farm. */
export interface Namespaces {
  readonly control: string;
  readonly jump: string;
  readonly servers: string;
}

/** The names that this farm's namespaces have on this machine. */
export function namespacesOf(lab: Lab): Namespaces {
  return {
    control: kernelName(lab, "control"),
    jump: kernelName(lab, "jump"),
    servers: kernelName(lab, "servers"),
  };
}

/** Real sshd servers behind one stock jump host, in network and mount namespaces of their own. */
export class Farm {
  readonly jump: FarmHost;
  readonly servers: readonly FarmHost[];
  readonly keys: FarmKeys;
  readonly link: Link;
  /** Where the jump host is found in the controller's namespace. */
  readonly jumpAddress = { address: ADDRESSES.link, port: FARM_SSH_PORT };
  /** Where it is found on this machine's own loopback. */
  readonly localJumpAddress: { readonly address: string; readonly port: number };
  readonly #lab: Lab;
  readonly #release: Release;

  constructor(
    lab: Lab,
    parts: Pick<Farm, "jump" | "servers" | "keys" | "link" | "localJumpAddress">,
    release: Release,
  ) {
    this.#lab = lab;
    this.#release = release;
    this.jump = parts.jump;
    this.servers = parts.servers;
    this.keys = parts.keys;
    this.link = parts.link;
    this.localJumpAddress = parts.localJumpAddress;
  }

  /** Network namespaces of its parts. */
  get namespaces(): Namespaces {
    return namespacesOf(this.#lab);
  }

  /** A command where the controller is. */
  inControl(command: readonly string[]): readonly string[] {
    return enterNamespace(this.namespaces.control, command);
  }

  /** Logins that were tried since the farm was started. */
  counts(): FarmCounts {
    const none: LoginCounts = { connections: 0, accepted: 0, refused: 0 };
    return {
      jump: countLogins(this.jump.log),
      servers: this.servers
        .map(({ log }) => countLogins(log))
        .reduce((a, b) => combine(a, b), none),
    };
  }

  /** One more link, to a server's sshd: the jump host finds it at the server's address and that port. */
  async linkTo(server: FarmHost, port: number, delayMs = 0): Promise<Link> {
    return await Link.start(this.#lab, {
      name: `link-${server.name}-${port}`,
      namespace: this.namespaces.servers,
      listen: { host: server.address, port },
      target: { host: server.address, port: server.port },
      delayMs,
    });
  }

  /** Lets the controller's namespace reach a socket file of this machine, at that port of its loopback. */
  async bringIn(socket: string, port: number): Promise<void> {
    await ensureDaemon(this.#lab, {
      name: `bring-in-${port}`,
      namespace: this.namespaces.control,
      command: [
        ...["socat", `TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr,nodelay,fork`],
        `UNIX-CONNECT:${socket}`,
      ],
    });
  }

  /** Where it keeps its state. */
  get folder(): string {
    return this.#lab.directory;
  }

  /** Ends and removes everything but the logs. */
  async stop(): Promise<void> {
    await removeRemains(this.#lab);
    await this.#release();
  }
}
