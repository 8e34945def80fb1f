import { SERVER_LEASE_SECONDS } from "../../lib/defaults";
import { DependencyMissing, LeaseLost } from "../../lib/domain/errors";
import type { ServerLeases } from "../../lib/ports/server-leases";
import type { FakeClock } from "../fakes/clock";

/** Two controllers that share the Leases, and the time. */
export interface LeaseBench {
  readonly clock: FakeClock;
  readonly one: ServerLeases;
  readonly two: ServerLeases;
  /** Freezes controller one: it renews nothing and notices nothing until it is thawed. */
  freezeOne(): void;
  thawOne(): void;
  /** A UID that no Lease exists for. */
  freshUid(): string;
  close(): Promise<void>;
}

const DURATION_MS = SERVER_LEASE_SECONDS * 1000;

/** What every `ServerLeases` does, the fake one included. */
export function describeServerLeases(name: string, make: () => Promise<LeaseBench>): void {
  describe(`${name} as ServerLeases`, () => {
    let bench: LeaseBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    /** Time goes by in steps, so that whoever renews gets to do so and is answered. */
    async function pass(ms: number): Promise<void> {
      for (let gone = 0; gone < ms; gone += 1000) {
        await bench.clock.advance(1000);
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    }

    it("gives a server to one controller at a time", async () => {
      const uid = bench.freshUid();
      const lease = await bench.one.acquire(uid);
      await expect(bench.two.acquire(uid)).rejects.toThrow(DependencyMissing);
      await expect(bench.two.acquire(uid)).rejects.toMatchObject({ reason: "ServerLeased" });
      await lease.release();
      await (await bench.two.acquire(uid)).release();
    });

    it("gives it to one operation of a controller at a time", async () => {
      const uid = bench.freshUid();
      const lease = await bench.one.acquire(uid);
      await expect(bench.one.acquire(uid)).rejects.toMatchObject({ reason: "ServerLeased" });
      await lease.release();
    });

    it("numbers the holders: a later one has the larger token, also when it raised its own", async () => {
      const uid = bench.freshUid();
      const first = await bench.one.acquire(uid);
      expect(first.fence).toBeGreaterThanOrEqual(1);
      await first.raiseAbove(41);
      expect(first.fence).toBe(42);
      await first.release();
      const second = await bench.two.acquire(uid);
      expect(second.fence).toBe(43);
      await second.release();
    });

    it("never lowers a token", async () => {
      const uid = bench.freshUid();
      const lease = await bench.one.acquire(uid);
      await lease.raiseAbove(41);
      await lease.raiseAbove(7);
      expect(lease.fence).toBe(42);
      await lease.release();
      const next = await bench.two.acquire(uid);
      expect(next.fence).toBe(43);
      await next.release();
    });

    it("proves nothing once it is given back", async () => {
      const lease = await bench.one.acquire(bench.freshUid());
      await lease.release();
      await lease.release();
      expect(() => {
        lease.verify();
      }).toThrow(LeaseLost);
      await expect(async () => {
        await lease.raiseAbove(1000);
      }).rejects.toThrow(LeaseLost);
    });

    it("holds as long as it is renewed", async () => {
      const uid = bench.freshUid();
      const lease = await bench.one.acquire(uid);
      await expect(bench.two.acquire(uid)).rejects.toThrow(DependencyMissing);
      await pass(2 * DURATION_MS);
      await expect(bench.two.acquire(uid)).rejects.toThrow(DependencyMissing);
      expect(() => {
        lease.verify();
      }).not.toThrow();
      await lease.release();
    });

    it("is lost by a controller that was frozen, which then may write nothing", async () => {
      const uid = bench.freshUid();
      const old = await bench.one.acquire(uid);
      bench.freezeOne();
      await bench.two.acquire(uid).catch(() => undefined);
      await pass(DURATION_MS + 1000);
      const successor = await bench.two.acquire(uid);
      expect(successor.fence).toBeGreaterThan(old.fence);
      bench.thawOne();
      expect(() => {
        old.verify();
      }).toThrow(LeaseLost);
      expect(old.lost.aborted).toBe(true);
      await expect(async () => {
        await old.raiseAbove(1000);
      }).rejects.toThrow(LeaseLost);
      await old.release();
      successor.verify();
      await successor.release();
    });
  });
}
