import { armour } from "../../../../lib/domain/webhook-certificate/pem";
import { isAsWanted, isPath, trust } from "../../../../lib/domain/webhook-certificate/trust";

const ONE = armour("CERTIFICATE", "AAAA");
const TWO = armour("CERTIFICATE", "BBBB");
const PATH = "f".repeat(64);

describe("a webhook's client", () => {
  it("is as wanted with the same path and the same certificates in the same order", () => {
    const wanted = { bundle: ONE + TWO, path: PATH };
    expect(isAsWanted({ bundle: `${ONE}\n${TWO}`, path: PATH }, wanted)).toBe(true);
    expect(isAsWanted({ bundle: TWO + ONE, path: PATH }, wanted)).toBe(false);
    expect(isAsWanted({ bundle: ONE, path: PATH }, wanted)).toBe(false);
    expect(isAsWanted({ bundle: ONE + TWO, path: "" }, wanted)).toBe(false);
  });

  it("trusts an authority when every one does", () => {
    const both = { bundle: ONE + TWO, path: PATH };
    const first = { bundle: ONE, path: PATH };
    expect(trust([both, first], ONE)).toBe(true);
    expect(trust([both, first], TWO)).toBe(false);
    expect(trust([], TWO)).toBe(true);
  });

  it.each([
    [PATH, true],
    ["A-_9".repeat(8), true],
    ["", false],
    ["short", false],
    [`${PATH}/x`, false],
  ])("is asked at %j: %j", (path, want) => {
    expect(isPath(path)).toBe(want);
  });
});
