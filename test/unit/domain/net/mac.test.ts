import fc from "fast-check";
import { isUsableMac, normaliseMac } from "../../../../lib/domain/net/mac";
import { characterOf, textOf } from "../../../fakes/arbitraries";

const octets = fc.uint8Array({ minLength: 6, maxLength: 6 });
const pairsOf = (bytes: Uint8Array) => [...bytes].map(byte => byte.toString(16).padStart(2, "0"));
const canonical = octets.map(bytes => pairsOf(bytes).join(":"));

describe("normaliseMac", () => {
  it.each([
    "60:45:bd:5c:3f:6f",
    "60:45:BD:5C:3F:6F",
    "60:45:Bd:5c:3F:6f",
    "60-45-bd-5c-3f-6f",
    "60-45-BD-5C-3F-6F",
    "6045bd5c3f6f",
    "6045BD5C3F6F",
    "6045.bd5c.3f6f",
    "6045.BD5C.3F6F",
    "60.45.bd.5c.3f.6f",
  ])("gives %j its one spelling", text => {
    expect(normaliseMac(text)).toBe("60:45:bd:5c:3f:6f");
  });

  it.each([
    "",
    " ",
    "60:45:bd:5c:3f",
    "60:45:bd:5c:3f:",
    "60:45:bd:5c:3f:6",
    "60:45:bd:5c:3f:6g",
    "60:45:bd:5c:3f:6f:00",
    "60:45-bd:5c-3f:6f",
    "60-45:bd:5c:3f:6f",
    "60:45:bd:5c:3f-6f",
    "60:45:bd5c:3f:6f",
    "6045:bd5c:3f6f",
    "6045.bd5c:3f6f",
    "6045-bd5c-3f6f",
    "60.45-bd.5c.3f.6f",
    "60 45 bd 5c 3f 6f",
    " 60:45:bd:5c:3f:6f",
    "60:45:bd:5c:3f:6f ",
    "60:45:bd:5c:3f:6f\n",
    "６0:45:bd:5c:3f:6f",
    "60:45:bd:5c:3f:6\u{ff46}",
    "60:45:bd\u200d:5c:3f:6f",
    "0x6045bd5c3f6f",
    "106104117091183",
    "60:45:bd:5c:3f:6f,60:45:bd:5c:3f:70",
  ])("finds no address in %j", text => {
    expect(normaliseMac(text)).toBeUndefined();
  });

  it("reads any six bytes, whatever their separator and case", () => {
    const separator = fc.constantFrom(":", "-", "");
    fc.assert(
      fc.property(octets, separator, fc.boolean(), (bytes, joint, isUpper) => {
        const text = pairsOf(bytes).join(joint);
        expect(normaliseMac(isUpper ? text.toUpperCase() : text)).toBe(pairsOf(bytes).join(":"));
      }),
    );
  });

  it("leaves its own spelling as it is", () => {
    fc.assert(fc.property(canonical, text => normaliseMac(text) === text));
  });

  it("accepts no address with a character too many or too few", () => {
    const place = fc.nat(16);
    const character = characterOf("0af:-. \n０");
    fc.assert(
      fc.property(canonical, place, character, (text, at, extra) => {
        expect(normaliseMac(text.slice(0, at) + text.slice(at + 1))).toBeUndefined();
        expect(normaliseMac(text.slice(0, at) + extra + text.slice(at))).toBeUndefined();
      }),
    );
  });

  it("answers in its own spelling or not at all", () => {
    const nearly = textOf("0123456789abcdefABCDEFg:-. ０");
    fc.assert(
      fc.property(nearly, text => {
        const mac = normaliseMac(text);
        expect(mac === undefined || /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)).toBe(true);
      }),
    );
  });
});

describe("isUsableMac", () => {
  it.each(["60:45:bd:5c:3f:6f", "00:00:00:00:00:01", "02:00:00:00:00:00", "fe:ff:ff:ff:ff:ff"])(
    "takes %j for the address of a NIC",
    text => {
      expect(isUsableMac(text)).toBe(true);
    },
  );

  it.each([
    { text: "00:00:00:00:00:00", why: "nobody has it" },
    { text: "01:00:5e:00:00:01", why: "it is multicast" },
    { text: "ff:ff:ff:ff:ff:ff", why: "it is broadcast" },
    { text: "60:45:BD:5C:3F:6F", why: "it is not normalised" },
    { text: "60-45-bd-5c-3f-6f", why: "it is not normalised" },
    { text: "6045bd5c3f6f", why: "it is not normalised" },
    { text: "60:45:bd:5c:3f:6f\n", why: "it has a line end" },
    { text: "60:45:bd:5c:3f:6f:00", why: "it has seven pairs" },
    { text: "", why: "it is empty" },
  ])("refuses $text: $why", ({ text }) => {
    expect(isUsableMac(text)).toBe(false);
  });

  it("judges a normalised address by its multicast bit and by zero", () => {
    fc.assert(
      fc.property(octets, bytes => {
        const isZero = bytes.every(byte => byte === 0);
        const isMulticast = (bytes[0]! & 1) === 1;
        expect(isUsableMac(pairsOf(bytes).join(":"))).toBe(!isZero && !isMulticast);
      }),
    );
  });
});
