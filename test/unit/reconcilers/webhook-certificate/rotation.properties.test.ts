import fc from "fast-check";
import { TRUST_SETTLE_MS } from "../../../../lib/defaults";
import type { Crash } from "../../../fakes/webhook-certificate";
import { DAY_MS, NO_KEY, Replicas } from "./replicas";

const COUNT = 3;

/** What somebody does to the Secret. */
const TAMPERING: Readonly<Record<string, (replicas: Replicas) => void>> = {
  nothing: () => undefined,
  "delete it": replicas => (replicas.secret.stored = undefined),
  "an expired leaf": replicas => replicas.tamper({ leaf: replicas.leafFrom(100) }),
  "a leaf of tomorrow": replicas => replicas.tamper({ leaf: replicas.leafFrom(-1) }),
  "no leaf": replicas => replicas.tamper({ leaf: { certificate: "junk", key: NO_KEY } }),
  "no key of the authority": replicas => replicas.tamper({ authorityKey: NO_KEY }),
  "no authority": replicas => replicas.tamper({ bundle: "" }),
};

interface Event {
  readonly passMs: number;
  readonly tampering: string;
  /** Which request of all that the processes send now is the last of the one that sends it. */
  readonly crash: Crash | undefined;
  /** Whether whoever fails dies of it, too. */
  readonly isFatal: boolean;
  readonly looking: readonly number[];
}

const event: fc.Arbitrary<Event> = fc.record({
  passMs: fc.constantFrom(
    0,
    1000,
    TRUST_SETTLE_MS,
    DAY_MS,
    59 * DAY_MS,
    61 * DAY_MS,
    1300 * DAY_MS,
  ),
  tampering: fc.constantFrom(...Object.keys(TAMPERING)),
  crash: fc.option(fc.record({ call: fc.integer({ min: 1, max: 9 }), isAfter: fc.boolean() }), {
    nil: undefined,
  }),
  isFatal: fc.boolean(),
  looking: fc.subarray([0, 1, 2], { minLength: 1 }),
});

/** Those processes look at the same time; who looked in vain may end. */
async function lookAll(replicas: Replicas, { looking, isFatal }: Event): Promise<void> {
  await Promise.all(
    looking.map(async index => {
      const replica = replicas.all[index]!;
      await replica.look().then(
        () => expectGood(replicas, index, []),
        () => {
          if (isFatal) {
            replica.restart();
          }
        },
      );
    }),
  );
}

/** What is shown is accepted by every API server, or fails for a reason that nobody could help. */
function expectGood(replicas: Replicas, index: number, helpless: readonly string[]): void {
  const { shown, rotation } = replicas.all[index]!;
  const refusal = shown === undefined ? undefined : replicas.refusal(shown);
  if (refusal !== undefined) {
    expect(helpless).toContain(refusal);
  } else if (shown !== undefined) {
    expect(replicas.configurations.clients.map(({ path }) => path)).toContain(
      rotation.path?.reveal(),
    );
  }
}

describe("certificates of the webhooks", () => {
  it("are accepted whatever the clocks, crashes and hands in the Secret", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 6 }), async events => {
        const replicas = new Replicas(COUNT);
        for (const each of events) {
          replicas.clock.skip(each.passMs);
          if (replicas.secret.stored !== undefined) {
            TAMPERING[each.tampering]?.(replicas);
          }
          replicas.secret.calls.crashAt(each.crash);
          await lookAll(replicas, each);
          // Whoever did not look shows what it did: it is trusted as long as it is valid.
          replicas.all.forEach((_, index) => expectGood(replicas, index, ["time"]));
          replicas.secret.calls.crashAt(undefined);
          for (let look = 0; look < 3; look++) {
            replicas.clock.skip(TRUST_SETTLE_MS);
            for (const index of replicas.all.keys()) {
              await replicas.all[index]!.look();
              expectGood(replicas, index, []);
            }
          }
          expect(new Set(replicas.all.map(({ shown }) => shown?.certificate)).size).toBe(1);
        }
        const writes = [replicas.secret.writes, replicas.configurations.writes];
        await Promise.all(replicas.all.map(replica => replica.look()));
        expect([replicas.secret.writes, replicas.configurations.writes]).toEqual(writes);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
