import { randomUUID } from "node:crypto";
import { ApiLeaderElection } from "../../lib/adapters/kubernetes/leader-lease";
import { LEADER_LEASE_SECONDS } from "../../lib/defaults";
import { ApiUnavailable, LeaseLost } from "../../lib/domain/errors";
import type { Leadership } from "../../lib/ports/leader-election";
import { silentLog } from "../fakes/cluster";
import { FakeClock } from "../fakes/clock";
import { type LabApi, openLab } from "./lab-api";

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/pepr-system/leases";

describe("ApiLeaderElection, with the module's own rights", () => {
  const name = `stargate-leader-${randomUUID()}`;
  const clock = new FakeClock();
  const cutOff = new Set<string>();
  let api: LabApi;

  beforeAll(async () => {
    api = await openLab();
  });

  afterAll(async () => {
    await api.admin.request({ method: "DELETE", path: `${LEASES}/${name}` });
    await api.close();
  });

  function candidate(who: string): ApiLeaderElection {
    const client = {
      request: (request: Parameters<typeof api.module.request>[0]) =>
        cutOff.has(who)
          ? Promise.reject(new ApiUnavailable("frozen", { reason: "ApiUnavailable" }))
          : api.module.request(request),
    };
    const tools = { clock, client, log: silentLog, identity: { name: who, isDead: () => false } };
    return new ApiLeaderElection(tools, name);
  }

  async function win(election: ApiLeaderElection): Promise<Leadership> {
    const result = await election.acquire();
    if ("leader" in result) {
      throw new Error(`${result.leader} leads`);
    }
    return result.leadership;
  }

  /** Time goes by in steps, so that whoever renews gets to do so and is answered. */
  async function pass(seconds: number): Promise<void> {
    for (let gone = 0; gone < seconds; gone++) {
      await clock.advance(1000);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  it("lets one lead at a time, names it, and goes to the next at once when it resigns", async () => {
    const [one, two] = [candidate("one"), candidate("two")];
    const first = await win(one);
    expect(await two.acquire()).toEqual({ leader: "one" });
    await pass(2 * LEADER_LEASE_SECONDS);
    expect(await two.acquire()).toEqual({ leader: "one" });
    first.verify();
    await first.release();
    await (await win(two)).release();
  });

  it("takes the lead from one that does not renew it, which then knows", async () => {
    const [one, two] = [candidate("one"), candidate("two")];
    const old = await win(one);
    cutOff.add("one");
    expect(await two.acquire()).toEqual({ leader: "one" });
    await pass(LEADER_LEASE_SECONDS);
    const successor = await win(two);
    expect(old.lost.aborted).toBe(true);
    expect(() => {
      old.verify();
    }).toThrow(LeaseLost);
    cutOff.clear();
    await old.release();
    successor.verify();
    await successor.release();
  });
});
