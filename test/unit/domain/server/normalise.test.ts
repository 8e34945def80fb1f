import { normalisedMac } from "../../../../lib/domain/server/normalise";

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
