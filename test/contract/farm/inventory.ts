import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { NODE_VERSION } from "../../../hack/bench/bootstrap/engine/cluster";
import { watched, type Watcher } from "../../../hack/bench/bootstrap/engine/watch";
import { marksOn } from "../../../hack/bench/bootstrap/stub";
import type { Farm } from "../../../hack/farm/farm";
import type { FarmHost } from "../../../hack/farm/host";
import type { Operation } from "../../../lib/api/operation.generated";
import type { ProvisioningProfileSpec } from "../../../lib/api/provisioning-profile.generated";
import type { Server, ServerSpec } from "../../../lib/api/server.generated";
import type { StargateObject, Store } from "../../../lib/ports/objects";
import { FakeEvents, FakeNodes, FakeSecrets, FakeSettings, FakeTokens } from "../../fakes/cluster";
import { FakeStore } from "../../fakes/objects";
import { FakeLeaseTable } from "../../fakes/server-leases";

/** Namespace of everything. */
export const NAMESPACE = "dc";

/** Steps of every run; each leaves one mark. */
export const STEPS = ["first", "second", "third"] as const;

/** A farm as the inventory knows it: its Router, its profile and its Secrets have this name. */
export interface Site {
  readonly name: string;
  readonly farm: Farm;
  readonly routerIP: string;
}

/** An operation that was ordered, and the host that it is for. */
export interface Order {
  readonly name: string;
  readonly uid: string;
  readonly server: string;
  readonly host: FarmHost;
}

/** What an API server keeps while controllers come and go. */
export class Inventory {
  readonly objects = new FakeStore();
  readonly secrets = new FakeSecrets();
  readonly tokens = new FakeTokens();
  readonly events = new FakeEvents();
  readonly nodes = new FakeNodes();
  readonly settings = new FakeSettings();
  readonly leases = new FakeLeaseTable();
  readonly #watchers = new Set<Watcher["changed"]>();
  readonly #hosts = new Map<string, FarmHost>();
  /** The objects; whoever watches hears of every write. */
  readonly store: Store = watched(this.objects, {
    changed: (kind, object) => {
      this.#watchers.forEach(changed => changed(kind, object));
    },
  });

  /** Tells of everything that is there, and of every change from now on; the returned function ends that. */
  async watch(changed: Watcher["changed"]): Promise<() => void> {
    this.#watchers.add(changed);
    for (const kind of ["profiles", "routers", "servers", "operations"] as const) {
      (await this.objects[kind].list()).forEach(object => changed(kind, object));
    }
    return () => this.#watchers.delete(changed);
  }

  /** Declares a farm: its Secrets, a profile and a Router. */
  async addSite({ name, farm, routerIP }: Site): Promise<void> {
    this.putSecret(`${name}-server`, { privateKey: farm.keys.server.text });
    this.putSecret(name, { privateKey: farm.keys.router.text });
    await this.addProfile(name, { sshCredentialsSecretRef: `${name}-server` });
    await this.store.routers.create(
      object(name, {
        tailscaleIP: routerIP,
        sshCredentialsSecretRef: name,
        hostKeys: [farm.jump.hostKey],
      }),
    );
  }

  putSecret(name: string, entries: Readonly<Record<string, string>>): void {
    this.secrets.secrets.set(`${NAMESPACE}/${name}`, { username: "root", ...entries });
  }

  async addProfile(
    name: string,
    spec: Partial<ProvisioningProfileSpec> & { sshCredentialsSecretRef: string },
  ): Promise<void> {
    await this.store.profiles.create(object(name, { kubernetesVersion: NODE_VERSION, ...spec }));
  }

  /** Declares a Server, whose Node is there and Ready; returns its name. */
  async addServer(
    { name: site, routerIP }: Site,
    host: FarmHost,
    spec: Partial<ServerSpec> = {},
  ): Promise<string> {
    const { address: ipv4, machineID } = host;
    const name = `${site}-${host.name}`;
    this.#hosts.set(name, host);
    this.nodes.nodes.set(name, {
      ...{ name, machineID, internalIP: ipv4, kubeletVersion: `v${NODE_VERSION}` },
      ...{ podCIDR: undefined, ready: true, notReadyMessage: "" },
      ...{ uid: name, bootID: "", isCordoned: false, cordonedBy: undefined },
    });
    const { hostKeys = [host.hostKey], ...rest } = spec;
    // The API takes no empty list: no pin is no field.
    const pins = hostKeys.length === 0 ? {} : { hostKeys };
    const wanted = { ipv4, routerIP, provisioningProfile: site, ...pins, ...rest };
    await this.store.servers.create(object<Server>(name, wanted));
    return name;
  }

  /** Orders a repave. */
  async order(server: string): Promise<Order> {
    const spec = { operation: "repave", serverRef: { name: server } };
    const uid = randomUUID();
    const name = `${server}-${uid.slice(0, 8)}`;
    await this.store.operations.create(object<Operation>(name, spec as Operation["spec"], uid));
    return { name, uid, server, host: this.#hosts.get(server)! };
  }

  operation({ name }: Order): Operation {
    return this.objects.operations.at(name, NAMESPACE)!;
  }

  server({ server }: Order): Server {
    return this.objects.servers.at(server, NAMESPACE)!;
  }
}

/** What a run did on its server: its starts, and the marks of each step. */
export interface Effects {
  readonly starts: number;
  readonly marks: readonly number[];
}

/** One start, and each step once. */
export const ONCE: Effects = { starts: 1, marks: STEPS.map(() => 1) };

/** What the runs of an operation did on its server. */
export function effectsOf({ uid, host }: Order): Effects {
  const marks = STEPS.map(step => marksOn(host, markOf(uid, step)));
  try {
    const journal = readFileSync(host.disk(`var/lib/stargate/runs/${uid}/journal.jsonl`), "utf8");
    return { marks, starts: journal.match(/"event":"run-started"/g)?.length ?? 0 };
  } catch {
    return { marks, starts: 0 };
  }
}

/** The mark of an operation's step. */
export function markOf(uid: string, step: string): string {
  return `${uid}/${step}`;
}

function object<T extends StargateObject>(name: string, spec: T["spec"], uid = randomUUID()): T {
  return { metadata: { namespace: NAMESPACE, name, uid }, spec } as unknown as T;
}
