import fc from "fast-check";
import { RUN_CLAIM_MS, RUN_SETTLE_MS } from "../../../lib/defaults";
import type { Clock } from "../../../lib/ports/clock";
import type { RunClaim, RunGrant } from "../../../lib/ports/run-slots";
import { FairRunSlots } from "../../../lib/runtime/run-slots";
import { FakeClock } from "../../fakes/clock";

const LIMITS = { total: 3, perRouter: 2 };

function aClaim(key: string, rest: Partial<RunClaim> = {}): RunClaim {
  return { key, router: undefined, since: `2026-01-01 ${key}`, isAtWork: false, ...rest };
}

/** Slots that are open, and who was woken. */
async function open(): Promise<{ slots: FairRunSlots; woken: string[]; clock: FakeClock }> {
  const woken: string[] = [];
  const clock = new FakeClock();
  const slots = new FairRunSlots({ clock, wake: key => woken.push(key) });
  await clock.advance(RUN_SETTLE_MS);
  return { slots, woken, clock };
}

function release(grant: RunGrant): void {
  if (grant.granted) {
    grant.release();
  }
}

describe("FairRunSlots", () => {
  it("collects claims for a moment, so that the oldest is first and not the one that was listed first", async () => {
    const woken: string[] = [];
    const clock = new FakeClock();
    const slots = new FairRunSlots({ clock, wake: key => woken.push(key) });
    for (const key of ["d", "c", "b", "a"]) {
      expect(slots.claim(aClaim(key), LIMITS)).toEqual({
        granted: false,
        because: "the controller has just started and collects what waits",
      });
    }
    await clock.advance(RUN_SETTLE_MS);
    expect(woken).toEqual(["a", "b", "c"]);
    expect(slots.claim(aClaim("d"), LIMITS)).toEqual({
      granted: false,
      because: "as many runs are at work as may: 3 (max-concurrent-operations)",
    });
    expect(slots.claim(aClaim("a"), LIMITS).granted).toBe(true);
  });

  it("opens when its timer fires, though a clock may say that it is a moment early", async () => {
    const woken: string[] = [];
    const clock = new FakeClock();
    // As Node does: timers count whole milliseconds.
    const early: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      random: () => clock.random(),
      schedule: (delayMs, callback) => clock.schedule(delayMs - 1, callback),
    };
    const slots = new FairRunSlots({ clock: early, wake: key => woken.push(key) });
    slots.claim(aClaim("a"), LIMITS);
    await clock.advance(RUN_SETTLE_MS - 1);
    expect(woken).toEqual(["a"]);
    expect(slots.claim(aClaim("a"), LIMITS).granted).toBe(true);
  });

  it("gives a place that is free at once", async () => {
    const { slots } = await open();
    expect(slots.claim(aClaim("a"), LIMITS).granted).toBe(true);
  });

  it("wakes the oldest that waits when a place is given back, and gives back once", async () => {
    const { slots, woken } = await open();
    const grants = ["a", "b", "c"].map(key => slots.claim(aClaim(key), LIMITS));
    expect(slots.claim(aClaim("e"), LIMITS)).toEqual({
      granted: false,
      because: "as many runs are at work as may: 3 (max-concurrent-operations)",
    });
    slots.claim(aClaim("d"), LIMITS);
    release(grants[0]!);
    release(grants[0]!);
    expect(woken).toEqual(["d"]);
    expect(slots.claim(aClaim("e"), LIMITS).granted).toBe(false);
    expect(slots.claim(aClaim("d"), LIMITS).granted).toBe(true);
  });

  it("lets nobody wait behind a router that is full but those who need it", async () => {
    const { slots } = await open();
    const router = "100.64.0.10";
    slots.claim(aClaim("a", { router }), LIMITS);
    slots.claim(aClaim("b", { router }), LIMITS);
    expect(slots.claim(aClaim("c", { router }), LIMITS)).toEqual({
      granted: false,
      because:
        "as many runs go through router 100.64.0.10 as may: 2 (max-concurrent-operations-per-router)",
    });
    expect(slots.claim(aClaim("d", { router: "100.64.0.11" }), LIMITS).granted).toBe(true);
  });

  it("follows a run that is at work already, whatever the limits say", async () => {
    const { slots } = await open();
    for (const key of ["a", "b", "c"]) {
      slots.claim(aClaim(key), LIMITS);
    }
    expect(slots.claim(aClaim("d", { isAtWork: true }), LIMITS).granted).toBe(true);
  });

  it("gives the turn of an operation that wants no more to the next one", async () => {
    const { slots, woken } = await open();
    const grants = ["a", "b", "c"].map(key => slots.claim(aClaim(key), LIMITS));
    slots.claim(aClaim("d"), LIMITS);
    slots.claim(aClaim("e"), LIMITS);
    release(grants[0]!);
    slots.withdraw("d");
    slots.withdraw("nobody");
    expect(woken).toEqual(["d", "e"]);
  });

  it("forgets a claim that is not repeated", async () => {
    const { slots, clock, woken } = await open();
    const grants = ["a", "b", "c"].map(key => slots.claim(aClaim(key), LIMITS));
    slots.claim(aClaim("gone"), LIMITS);
    await clock.advance(RUN_CLAIM_MS);
    release(grants[0]!);
    expect(woken).toEqual([]);
  });

  it("never goes over a limit, and starves nobody (property)", async () => {
    const operations = fc.uniqueArray(
      fc.record({ key: fc.stringMatching(/^[a-z]{1,4}$/), router: fc.constantFrom("r1", "r2") }),
      { selector: ({ key }) => key, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(operations, async all => {
        const { slots, woken } = await open();
        const ask = [...all];
        const running: { readonly key: string; readonly grant: RunGrant; router: string }[] = [];
        let done = 0;
        for (let round = 0; done < all.length && round < 10 * all.length + 10; round++) {
          for (const operation of ask.splice(0)) {
            const grant = slots.claim(aClaim(operation.key, operation), LIMITS);
            if (grant.granted) {
              running.push({ ...operation, grant });
            }
          }
          expect(running.length).toBeLessThanOrEqual(LIMITS.total);
          for (const router of ["r1", "r2"]) {
            const behind = running.filter(run => run.router === router).length;
            expect(behind).toBeLessThanOrEqual(LIMITS.perRouter);
          }
          const ended = running.shift();
          if (ended !== undefined) {
            done++;
            release(ended.grant);
          }
          const next = new Set(woken.splice(0));
          ask.push(...all.filter(({ key }) => next.has(key)));
        }
        expect(done).toBe(all.length);
      }),
    );
  });
});
