import { violationsOf } from "../../catalogue/judge";
import { OPERATIONS } from "../../catalogue/operation";
import { PROFILES } from "../../catalogue/provisioning-profile";
import { ROUTERS } from "../../catalogue/router";
import { SERVERS } from "../../catalogue/server";
import { normalisedVersion } from "../../../lib/domain/profile/normalise";
import { normalisedMac } from "../../../lib/domain/server/normalise";
import { formatViolations } from "../../../lib/domain/violation";

/** What a violation may show of a value, its rule and its remedy, with room to spare. */
const MESSAGE_LIMIT = 600;

const ROWS = [...SERVERS, ...PROFILES, ...OPERATIONS, ...ROUTERS];
const BAD = ROWS.filter(({ verdict }) => verdict === "refusedBySchema");
const MENDED = ROWS.filter(({ verdict }) => verdict === "normalised");
const GOOD = ROWS.filter(row => !MENDED.includes(row) && !BAD.includes(row));

describe("the catalogue, as violations() judges it without an API server:", () => {
  it.each(GOOD)("$manifest.kind, $name: no violation alone", ({ manifest, before }) => {
    expect(violationsOf(manifest, before)).toEqual([]);
  });

  it.each(MENDED)("$manifest.kind, $name: its other spelling", ({ manifest, becomes }) => {
    const { mac, kubernetesVersion } = manifest.spec as Record<string, unknown>;
    expect(normalisedMac(mac) ?? normalisedVersion(kubernetesVersion)).toBe(becomes);
  });

  it.each(BAD)("$manifest.kind, $name: a violation of its field", row => {
    const { manifest, before, field = "", says = "" } = row;
    const violations = violationsOf(manifest, before);
    const told = violations.filter(violation => violation.field.startsWith(field));
    expect(formatViolations(told)).toContain(says);
    expect(told.length).toBeGreaterThan(0);
    for (const { message } of violations) {
      expect(message.length).toBeLessThan(MESSAGE_LIMIT);
    }
  });
});
