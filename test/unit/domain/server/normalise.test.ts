import fc from "fast-check";
import { normalisedMac, normaliseServer } from "../../../../lib/domain/server/normalise";

describe("normalisedMac", () => {
  it.each(["60:45:BD:5C:3F:6F", "60-45-bd-5c-3f-6f", "6045bd5c3f6f"])(
    "gives %j its one spelling",
    mac => {
      expect(normalisedMac(mac)).toBe("60:45:bd:5c:3f:6f");
    },
  );

  it("changes nothing of what is spelled well already", () => {
    expect(normalisedMac("60:45:bd:5c:3f:6f")).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    "",
    "nonsense",
    "60:45:bd:5c:3f:6f:00",
    123,
    true,
    {},
    ["6045bd5c3f6f"],
  ])("leaves %j to the rules that refuse it", mac => {
    expect(normalisedMac(mac)).toBeUndefined();
  });
});

describe("normaliseServer", () => {
  const pairs = fc.array(
    fc.integer({ min: 0, max: 255 }).map(byte => byte.toString(16).padStart(2, "0")),
    { minLength: 6, maxLength: 6 },
  );
  const spelled = fc
    .tuple(pairs, fc.constantFrom(":", "-", ".", ""), fc.boolean())
    .map(([bytes, separator, isUpper]) => {
      const text = bytes.join(separator);
      return isUpper ? text.toUpperCase() : text;
    });
  const spec = fc.oneof(
    fc.record({ mac: fc.oneof(spelled, fc.string(), fc.anything()), ipv4: fc.anything() }),
    fc.anything(),
  );

  it("has nothing left to do the second time, whatever it is given", () => {
    fc.assert(
      fc.property(spec, given => {
        const server = structuredClone({ spec: given });
        normaliseServer(server);
        const once = structuredClone(server);
        normaliseServer(server);
        expect(server).toEqual(once);
      }),
    );
  });

  it("gives every spelling of a MAC address the same, and touches nothing else", () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(":", "-", ".", ""), (bytes, separator) => {
        const server = { spec: { mac: bytes.join(separator).toUpperCase(), ipv4: "10.50.1.5" } };
        normaliseServer(server);
        expect(server).toEqual({ spec: { mac: bytes.join(":"), ipv4: "10.50.1.5" } });
      }),
    );
  });

  it("adds no MAC address where there is none", () => {
    const server = { spec: { ipv4: "10.50.1.5" } };
    normaliseServer(server);
    expect(server).toEqual({ spec: { ipv4: "10.50.1.5" } });
    expect(() => {
      normaliseServer({});
    }).not.toThrow();
  });
});
