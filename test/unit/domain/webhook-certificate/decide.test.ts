import {
  CLOCK_TOLERANCE_SECONDS,
  PREVIOUS_AUTHORITIES_LIMIT,
  TRUST_SETTLE_MS,
  WEBHOOK_LEAF_DAYS,
} from "../../../../lib/defaults";
import { decide, leafFault, timeFault } from "../../../../lib/domain/webhook-certificate/decide";
import type {
  AuthorityFacts,
  CertificateFacts,
  LeafFacts,
} from "../../../../lib/domain/webhook-certificate/facts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-06-01T00:00:00Z");

/** An authority that was issued so many days ago and lives for 1800. */
function authority(certificate: string, daysAgo: number): AuthorityFacts {
  const notBeforeMs = NOW_MS - daysAgo * DAY_MS - CLOCK_TOLERANCE_SECONDS * 1000;
  return { certificate, notBeforeMs, notAfterMs: notBeforeMs + 1800 * DAY_MS };
}

const CURRENT = authority("current", 100);
const OLD = authority("old", 1300);

const LEAF: LeafFacts = {
  notBeforeMs: NOW_MS - 10 * DAY_MS,
  notAfterMs: NOW_MS + 80 * DAY_MS,
  hasNames: true,
  hasKey: true,
  issuer: "current",
};

const GOOD: CertificateFacts = { leaf: LEAF, authorities: [CURRENT], hasAuthorityKey: true };

function withLeaf(change: Partial<LeafFacts>): CertificateFacts {
  return { ...GOOD, leaf: { ...LEAF, ...change } };
}

describe("decide", () => {
  it("leaves alone what is good", () => {
    const want = { authority: undefined, leaf: undefined, trusted: ["current"] };
    expect(decide(GOOD, [], NOW_MS)).toEqual(want);
    expect(decide(GOOD, [OLD], NOW_MS)).toEqual(want);
  });

  it.each([
    ["it cannot be read", { ...GOOD, leaf: undefined }],
    ["its key is another one's", withLeaf({ hasKey: false })],
    ["it is for other names", withLeaf({ hasNames: false })],
    ["its authority is not trusted", withLeaf({ issuer: undefined })],
    ["its authority is not trusted", withLeaf({ issuer: "somebody else" })],
    ["it is valid from 2026-06-01T00:00:00.001Z", withLeaf({ notBeforeMs: NOW_MS + 1 })],
    ["it has expired at 2026-06-01T00:00:00.000Z", withLeaf({ notAfterMs: NOW_MS })],
  ])("renews a serving certificate of which %s, which nobody may be shown", (reason, facts) => {
    expect(leafFault(facts, NOW_MS)).toBe(reason);
    const want = { authority: undefined, leaf: reason, trusted: ["current"] };
    expect(decide(facts, [], NOW_MS)).toEqual(want);
  });

  it("renews a serving certificate after two thirds of its life, which can still be shown", () => {
    const due = withLeaf({ notBeforeMs: NOW_MS - 60 * DAY_MS, notAfterMs: NOW_MS + 30 * DAY_MS });
    const young = withLeaf({
      notBeforeMs: NOW_MS - 60 * DAY_MS + 1,
      notAfterMs: NOW_MS + 30 * DAY_MS + 1,
    });
    expect(decide(due, [], NOW_MS).leaf).toBe("it expires at 2026-07-01T00:00:00.000Z");
    expect(leafFault(due, NOW_MS)).toBeUndefined();
    expect(decide(young, [], NOW_MS).leaf).toBeUndefined();
  });

  it.each([
    ["there is none", { ...GOOD, authorities: [] }, []],
    ["its key is lost", { ...GOOD, hasAuthorityKey: false }, ["current"]],
    [
      "it is valid from 2026-06-01T00:00:00.001Z",
      { ...GOOD, authorities: [{ ...CURRENT, notBeforeMs: NOW_MS + 1 }] },
      ["current"],
    ],
    [
      "it has expired at 2026-06-01T00:00:00.000Z",
      { ...GOOD, authorities: [{ ...CURRENT, notAfterMs: NOW_MS }] },
      [],
    ],
    [
      `it expires at ${new Date(authority("current", 1200).notAfterMs).toISOString()}`,
      { ...GOOD, authorities: [authority("current", 1200)] },
      ["current"],
    ],
  ])(
    "renews an authority of which %s, and trusts it as long as it is valid",
    (reason, facts, trusted) => {
      const decision = decide(facts, [], NOW_MS);
      expect(decision).toMatchObject({ authority: reason, trusted });
    },
  );

  it("keeps a serving certificate whose authority is renewed, until the new one is known", () => {
    const before = { ...GOOD, hasAuthorityKey: false };
    expect(decide(before, [], NOW_MS)).toMatchObject({ leaf: undefined });
    const next = authority("next", 0);
    const after = { ...GOOD, authorities: [next, CURRENT] };
    const knownMs = NOW_MS + TRUST_SETTLE_MS;
    expect(decide(after, [], knownMs - 1)).toEqual({
      authority: undefined,
      leaf: undefined,
      trusted: ["next", "current"],
    });
    expect(decide(after, [], knownMs).leaf).toBe("its authority was renewed");
  });

  it("renews with the authority a serving certificate that is due, too", () => {
    const due = withLeaf({ notBeforeMs: NOW_MS - 70 * DAY_MS, notAfterMs: NOW_MS + 20 * DAY_MS });
    expect(decide({ ...due, hasAuthorityKey: false }, [], NOW_MS).leaf).toMatch(/^it expires at/);
  });

  it("trusts an authority from before for one life of a serving certificate", () => {
    const facts = (daysAgo: number): CertificateFacts => ({
      ...GOOD,
      authorities: [authority("current", daysAgo), OLD],
    });
    expect(decide(facts(WEBHOOK_LEAF_DAYS - 1), [], NOW_MS).trusted).toEqual(["current", "old"]);
    expect(decide(facts(WEBHOOK_LEAF_DAYS), [], NOW_MS).trusted).toEqual(["current"]);
    const expired = { ...OLD, notAfterMs: NOW_MS };
    const authorities = [authority("current", 1), expired];
    expect(decide({ ...GOOD, authorities }, [], NOW_MS).trusted).toEqual(["current"]);
  });

  it("trusts beside a new authority what is trusted elsewhere, each once, and the newest only", () => {
    const facts = { ...GOOD, hasAuthorityKey: false };
    const others = [CURRENT, { ...OLD, certificate: "expired", notAfterMs: NOW_MS }, OLD];
    expect(decide(facts, others, NOW_MS).trusted).toEqual(["current", "old"]);
    const many = Array.from({ length: 9 }, (_, index) => authority(`old-${index}`, 100));
    const { trusted } = decide(facts, many, NOW_MS);
    expect(trusted).toHaveLength(PREVIOUS_AUTHORITIES_LIMIT);
    expect(trusted[0]).toBe("current");
  });

  it("renews a serving certificate whose authority is not valid any more", () => {
    const authorities = [authority("next", 100), { ...OLD, notAfterMs: NOW_MS }];
    const facts = { ...withLeaf({ issuer: "old" }), authorities };
    expect(leafFault(facts, NOW_MS)).toBe("its authority has expired at 2026-06-01T00:00:00.000Z");
  });
});

describe("timeFault", () => {
  it("is none from the first millisecond to the last", () => {
    const validity = { notBeforeMs: 10, notAfterMs: 20 };
    expect([9, 10, 19, 20].map(ms => timeFault("it", validity, ms) === undefined)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
