import { text } from "node:stream/consumers";
import type { ServerResponse } from "node:http";
import { systemIdentity } from "../../../lib/adapters/system-identity";
import { API_CONNECTIONS, SERVER_LEASE_RENEW_MS } from "../../../lib/defaults";
import { createRights, type Rights } from "../../../lib/runtime/rights";
import { FakeClock } from "../../fakes/clock";
import { silentLog } from "../../fakes/cluster";
import { Desk } from "../../fakes/desk";

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/pepr-system/leases";

/** An API server with Leases, which answers nothing at paths that hold a certain word. */
class SlowDesk extends Desk {
  slow = "statuses";
  readonly #waiting: { readonly path: string; readonly seen: () => void }[] = [];

  constructor() {
    super();
    this.answer = (request, response) => {
      void text(request).then(body => {
        this.#reply(`${request.method ?? ""} ${request.url ?? ""}`, body, response);
      });
    };
  }

  /** Resolves when the next such request has come. */
  next(path: string): Promise<void> {
    return new Promise(seen => this.#waiting.push({ path, seen }));
  }

  #reply(line: string, body: string, response: ServerResponse): void {
    for (const { path, seen } of this.#waiting) {
      if (line.startsWith(path)) {
        seen();
      }
    }
    if (line.includes(this.slow)) {
      return;
    }
    response.writeHead(line.startsWith("GET") ? 404 : 200);
    const { spec = {} } = JSON.parse(body === "" ? "{}" : body) as { readonly spec?: object };
    response.end(JSON.stringify({ metadata: { resourceVersion: "1" }, spec }));
  }
}

describe("createRights", () => {
  const clock = new FakeClock();
  const tools = { clock, log: silentLog, identity: systemIdentity() };
  let desk: SlowDesk;
  let rights: Rights;

  beforeEach(async () => {
    desk = new SlowDesk();
    await desk.open();
    rights = createRights(desk.kubeConfig(), tools, { isElected: true });
  });

  afterEach(async () => {
    await rights.close();
    desk.close();
  });

  it("renews a server's Lease while the elections, and those who write statuses, get no answer", async () => {
    const client = desk.client();
    const statuses = Array.from({ length: 2 * API_CONNECTIONS }, (_, index) =>
      client.request({ method: "PATCH", path: `/statuses/${index}`, body: {} }).catch(() => 0),
    );
    const lease = await rights.leases.acquire("uid");
    desk.slow = "stargate-leader";
    const election = rights.election.acquire().catch(() => 0);
    const renewed = desk.next(`PATCH ${LEASES}/stargate-server-uid`);
    await clock.advance(SERVER_LEASE_RENEW_MS);
    await renewed;
    lease.verify();
    await lease.release();
    await client.close();
    await rights.close();
    await Promise.all([...statuses, election]);
  });

  it("wins the election while nothing is known of the Leases of servers", async () => {
    desk.slow = "stargate-server-";
    const leases = Array.from({ length: 2 * API_CONNECTIONS }, (_, index) =>
      rights.leases.acquire(`uid-${index}`).catch(() => 0),
    );
    await desk.next(`GET ${LEASES}/stargate-server-uid-${API_CONNECTIONS - 1}`);
    const result = await rights.election.acquire();
    expect(result).toHaveProperty("leadership");
    await rights.close();
    await Promise.all(leases);
  });

  it("asks nobody for the right to reconcile where it is told so", async () => {
    const alone = createRights(desk.kubeConfig(), tools, { isElected: false });
    expect(await alone.election.acquire()).toHaveProperty("leadership");
    expect(desk.seen).toEqual([]);
    await alone.close();
  });
});
