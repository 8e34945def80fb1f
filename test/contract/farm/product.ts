import type { Operation } from "../../../lib/api/operation.generated";
import { conditionOf } from "../../../lib/domain/conditions";
import { ADDRESSES } from "../../../hack/farm/layout";
import { type FarmOptions, startFarm } from "../../../hack/farm/start";
import type { FarmHost } from "../../../hack/farm/host";
import type { ServerSpec } from "../../../lib/api/server.generated";
import { until } from "../../e2e/world/until";
import { Controller } from "./controller";
import { Inventory, type Order, type Site } from "./inventory";
import { folderOf, remainsOf } from "./world";

/** One farm with the product at work on it. */
export class Product {
  readonly site: Site;
  readonly inventory = new Inventory();
  /** How long each step of the runs that are started from now on takes. */
  stepSeconds: number;
  /** Shell text that each of them begins with. */
  prelude = "";
  #controller: Controller | undefined;

  private constructor(site: Site, stepSeconds: number) {
    this.site = site;
    this.stepSeconds = stepSeconds;
  }

  /** Starts the farm, declares its Router, and starts a controller. The Servers are declared by who needs them. */
  static async open(
    name: string,
    { stepSeconds = 0, ...farm }: FarmOptions & { stepSeconds?: number },
  ): Promise<Product> {
    const site = await startSite(name, farm);
    const product = new Product(site, stepSeconds);
    await product.inventory.addSite(site);
    await product.startController([site]);
    return product;
  }

  get farm(): Site["farm"] {
    return this.site.farm;
  }

  host(index: number): FarmHost {
    return this.farm.servers[index]!;
  }

  /** Starts a new controller, which knows the way to these farms; the old one is stopped first. */
  async startController(sites: readonly Site[]): Promise<void> {
    await this.#controller?.stop();
    const options = { sites, stepSeconds: () => this.stepSeconds, prelude: () => this.prelude };
    this.#controller = await Controller.start(this.inventory, options);
  }

  /** Declares these servers of the farm, and orders a repave of each. */
  async orderAll(hosts: readonly FarmHost[], spec: Partial<ServerSpec> = {}): Promise<Order[]> {
    return await Promise.all(hosts.map(host => this.order(host, spec)));
  }

  async order(host: FarmHost, spec: Partial<ServerSpec> = {}): Promise<Order> {
    return await this.inventory.order(await this.inventory.addServer(this.site, host, spec));
  }

  /** Waits until every one of the operations has ended. */
  async ended(orders: readonly Order[], deadlineMs: number): Promise<void> {
    await this.until("the operations to end", deadlineMs, orders, ({ status }) =>
      ["Succeeded", "Failed"].includes(status?.phase ?? ""),
    );
  }

  /** Waits until that is true of every one of the operations. */
  async until(
    what: string,
    deadlineMs: number,
    orders: readonly Order[],
    isTrue: (operation: Operation, order: Order) => boolean,
  ): Promise<void> {
    const all = (): boolean =>
      orders.every(order => isTrue(this.inventory.operation(order), order));
    await until(
      what,
      deadlineMs,
      () => Promise.resolve(all() || undefined),
      () => Promise.resolve(orders.map(order => this.inventory.operation(order).status)),
    );
  }

  /** Phase of each operation, and the reason of its condition Complete. */
  outcomes(orders: readonly Order[]): string[] {
    return orders.map(order => {
      const { phase, conditions } = this.inventory.operation(order).status ?? {};
      return `${phase}/${conditionOf<"Operation">(conditions, "Complete")?.reason ?? ""}`;
    });
  }

  async close(): Promise<void> {
    await this.#controller?.stop();
    await closeSite(this.site);
  }
}

/** A farm under a name, found at the address that its own namespaces have for it, or at another one. */
export async function startSite(
  name: string,
  options: FarmOptions,
  routerIP: string = ADDRESSES.link,
): Promise<Site> {
  return { name, routerIP, farm: await startFarm({ ...options, name, folder: folderOf(name) }) };
}

/** Ends the farm and looks for what it left. */
export async function closeSite({ name, farm }: Site): Promise<void> {
  await farm.stop();
  expect(remainsOf(name)).toEqual([]);
}
