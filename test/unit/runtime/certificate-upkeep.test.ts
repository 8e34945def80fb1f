import { CERTIFICATE_LOOK_MS } from "../../../lib/defaults";
import { ApiUnavailable, Conflict } from "../../../lib/domain/errors";
import type { Log } from "../../../lib/ports/log";
import { type CertificateSource, CertificateUpkeep } from "../../../lib/runtime/certificate-upkeep";
import { FakeClock, settle } from "../../fakes/clock";
import { silentLog } from "../../fakes/cluster";

const DAY_MS = 86_400_000;

class FakeSource implements CertificateSource {
  notAfterMs: number | undefined;
  looks = 0;
  /** What the next looks do, in turn; after them all is well. */
  readonly next: (() => void)[] = [];

  check(): string | undefined {
    return "as the source says";
  }

  look(): Promise<number> {
    this.looks += 1;
    return new Promise(resolve => {
      this.next.shift()?.();
      resolve(CERTIFICATE_LOOK_MS);
    });
  }
}

function failing(error: Error): () => void {
  return () => {
    throw error;
  };
}

const conflict = failing(new Conflict("faster", { reason: "ApiUnavailable" }));
const away = failing(new ApiUnavailable("away", { reason: "ApiUnavailable" }));

describe("CertificateUpkeep", () => {
  let clock: FakeClock;
  let source: FakeSource;
  let warnings: string[];
  let upkeep: CertificateUpkeep;

  beforeEach(() => {
    clock = new FakeClock();
    source = new FakeSource();
    warnings = [];
    const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) };
    upkeep = new CertificateUpkeep(source, { clock, log });
  });

  afterEach(() => {
    upkeep.stop();
  });

  it("has begun once there is something to show, however long that takes", async () => {
    let hasBegun = false;
    source.next.push(away, away);
    void upkeep.begin().then(() => (hasBegun = true));
    await settle();
    await clock.advance(10_000);
    expect(warnings).toHaveLength(2);
    expect([source.looks, hasBegun, upkeep.expirySeconds]).toEqual([3, false, undefined]);
    source.notAfterMs = clock.now() + 90 * DAY_MS;
    await clock.advance(CERTIFICATE_LOOK_MS);
    expect([source.looks, hasBegun]).toEqual([4, true]);
    expect(upkeep.expirySeconds).toBe(source.notAfterMs / 1000);
    expect(upkeep.check()).toBe("as the source says");
  });

  it("looks at once after a conflict, and without a word, unless that goes on", async () => {
    source.next.push(conflict);
    void upkeep.begin();
    await settle();
    await clock.advance(0);
    expect([source.looks, warnings]).toEqual([2, []]);
    source.next.push(...Array.from({ length: 6 }, () => conflict));
    await clock.advance(CERTIFICATE_LOOK_MS);
    expect(warnings.length).toBeGreaterThan(0);
  });

  it("warns once a day of a certificate that expires soon", async () => {
    source.notAfterMs = clock.now() + 31 * DAY_MS;
    void upkeep.begin();
    await clock.advance(DAY_MS);
    expect(warnings).toEqual([]);
    await clock.advance(2 * DAY_MS);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toBe("the certificate of the webhooks expires soon");
  });

  it("looks no more once it is stopped", async () => {
    source.next.push(() => upkeep.stop());
    void upkeep.begin();
    await clock.advance(DAY_MS);
    expect([source.looks, clock.pending]).toEqual([1, 0]);
  });
});
