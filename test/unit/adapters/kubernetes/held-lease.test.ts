import { SERVER_LEASE_RENEW_MS, SERVER_LEASE_RETRY_MS } from "../../../../lib/defaults";
import { ApiUnavailable, LeaseLost } from "../../../../lib/domain/errors";
import { settle } from "../../../fakes/clock";
import { away, DURATION_MS, LeaseDesk, PATH, taken } from "./lease-desk";

describe("HeldLease", () => {
  let desk: LeaseDesk;

  beforeEach(() => {
    desk = new LeaseDesk();
  });

  function expectLost(): void {
    expect(() => {
      desk.lease.verify();
    }).toThrow(LeaseLost);
    expect(desk.lease.lost.reason).toBeInstanceOf(LeaseLost);
    expect([desk.ended, desk.clock.pending]).toEqual([1, 0]);
  }

  function expectHeld(): void {
    expect(() => {
      desk.lease.verify();
    }).not.toThrow();
    expect([desk.lease.lost.aborted, desk.ended]).toEqual([false, 0]);
  }

  it("renews in time, each time over the version that it wrote last", async () => {
    await desk.clock.advance(2 * SERVER_LEASE_RENEW_MS);
    expect(desk.sent).toEqual([
      {
        method: "PATCH",
        path: PATH,
        body: {
          metadata: { resourceVersion: "1" },
          spec: { renewTime: "2026-01-01T00:00:10.000000Z" },
        },
      },
      {
        method: "PATCH",
        path: PATH,
        body: {
          metadata: { resourceVersion: "2" },
          spec: { renewTime: "2026-01-01T00:00:20.000000Z" },
        },
      },
    ]);
    await desk.clock.advance(4 * DURATION_MS);
    expectHeld();
  });

  it("tries again soon after a failure, and goes on as before once that succeeds", async () => {
    desk.fail(away());
    await desk.clock.advance(SERVER_LEASE_RENEW_MS + SERVER_LEASE_RETRY_MS);
    expect(desk.sent).toHaveLength(2);
    desk.answer = () => desk.written();
    await desk.clock.advance(SERVER_LEASE_RETRY_MS + SERVER_LEASE_RENEW_MS);
    expect(desk.sent).toHaveLength(4);
    await desk.clock.advance(DURATION_MS);
    expectHeld();
  });

  it("is lost when no renewal succeeds in time, and then writes no more", async () => {
    desk.fail(away());
    await desk.clock.advance(DURATION_MS - 1);
    expectHeld();
    await desk.clock.advance(SERVER_LEASE_RETRY_MS);
    expectLost();
    const count = desk.sent.length;
    await desk.clock.advance(DURATION_MS);
    expect(desk.sent).toHaveLength(count);
  });

  it("is lost at once when somebody else has taken it", async () => {
    desk.change("two");
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    expectLost();
    expect(desk.sent).toHaveLength(1);
  });

  it("goes on when somebody has only touched it, or an answer to its own write was lost", async () => {
    desk.change("one");
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    expectHeld();
    expect(desk.bodies).toMatchObject([
      { metadata: { resourceVersion: "1" } },
      { metadata: { resourceVersion: "2" } },
    ]);
    await desk.lease.raiseAbove(41);
    expect(desk.lease.fence).toBe(42);
  });

  it("is not lost to conflicts that never end, but to its time", async () => {
    desk.fail(taken());
    await desk.clock.advance(DURATION_MS - 1);
    expectHeld();
    await desk.clock.advance(SERVER_LEASE_RETRY_MS);
    expectLost();
  });

  it("is lost when it is gone by the time that it is looked at", async () => {
    desk.change("one");
    desk.found = () => undefined;
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    expectLost();
  });

  it("is lost at once when it is deleted: whoever makes it anew begins with the first token", async () => {
    desk.answer = () => Promise.resolve(undefined);
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    expectLost();
  });

  it("is over for a process that was frozen, before it can do anything", async () => {
    desk.clock.skip(DURATION_MS);
    expectLost();
    await expect(desk.lease.raiseAbove(50)).rejects.toThrow(LeaseLost);
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    expect(desk.sent).toEqual([]);
  });

  it("is not renewed by a process that wakes up in its timer", async () => {
    desk.clock.skip(DURATION_MS);
    await desk.clock.advance(0);
    expect(desk.sent).toEqual([]);
    expectLost();
  });

  it("counts from when a renewal was sent, however long its answer takes", async () => {
    let arrive: () => void = () => undefined;
    desk.answer = async () => {
      await new Promise<void>(resolve => {
        arrive = resolve;
      });
      return desk.written();
    };
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    desk.clock.skip(DURATION_MS - 1);
    arrive();
    await settle();
    expectHeld();
    desk.clock.skip(1);
    expectLost();
  });

  it("is lost the moment that its time is over, also while a renewal gets no answer", async () => {
    desk.answer = () => new Promise(() => undefined);
    await desk.clock.advance(DURATION_MS - 1);
    expect([desk.sent.length, desk.lease.lost.aborted]).toEqual([1, false]);
    await desk.clock.advance(1);
    expect([desk.lease.lost.aborted, desk.ended, desk.clock.pending]).toEqual([true, 1, 0]);
  });

  it("has all of its time from the last renewal on", async () => {
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    desk.answer = () => new Promise(() => undefined);
    await desk.clock.advance(DURATION_MS - 1);
    expectHeld();
    await desk.clock.advance(1);
    expectLost();
  });

  it("raises its token, one write after the other", async () => {
    await Promise.all([desk.lease.raiseAbove(41), desk.lease.raiseAbove(50)]);
    expect(desk.lease.fence).toBe(51);
    expect(desk.bodies).toMatchObject([
      { metadata: { resourceVersion: "1" }, spec: { leaseTransitions: 42 } },
      { metadata: { resourceVersion: "2" }, spec: { leaseTransitions: 51 } },
    ]);
  });

  it("never lowers its token", async () => {
    await desk.lease.raiseAbove(2);
    expect(desk.lease.fence).toBe(7);
    expect(desk.sent).toEqual([]);
  });

  it("keeps its token when that cannot be written", async () => {
    desk.fail(away());
    await expect(desk.lease.raiseAbove(41)).rejects.toThrow(ApiUnavailable);
    expect(desk.lease.fence).toBe(7);
    expectHeld();
  });

  it("is given back once, and proves nothing any more", async () => {
    await desk.lease.release();
    await desk.lease.release();
    expect(desk.bodies).toMatchObject([{ spec: { holderIdentity: "" } }]);
    expect([desk.ended, desk.clock.pending]).toEqual([1, 0]);
    expect(() => {
      desk.lease.verify();
    }).toThrow(LeaseLost);
    await expect(desk.lease.raiseAbove(41)).rejects.toThrow(LeaseLost);
  });

  it.each([
    ["the API server is away", away],
    ["somebody else has taken it", taken],
  ])("is given back without a word when %s", async (_, error) => {
    desk.fail(error());
    await desk.lease.release();
    expect([desk.ended, desk.clock.pending]).toEqual([1, 0]);
  });

  it("is given back while a renewal is under way, and not renewed again", async () => {
    let arrive: () => void = () => undefined;
    desk.answer = async () => {
      await new Promise<void>(resolve => {
        arrive = resolve;
      });
      return desk.written();
    };
    await desk.clock.advance(SERVER_LEASE_RENEW_MS);
    const released = desk.lease.release();
    desk.answer = () => desk.written();
    arrive();
    await released;
    expect(desk.bodies).toMatchObject([{}, { spec: { holderIdentity: "" } }]);
    expect([desk.ended, desk.clock.pending]).toEqual([1, 0]);
  });
});
