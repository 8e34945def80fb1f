import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { redact } from "../../../lib/domain/redact";

const PEM = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

describe("redact, where a secret is written in base64", () => {
  it.each([PEM, "hunter2x", "päss wörd – 漢字", "  spaces around it\n"])(
    "masks the base64 of %j, as a Secret shows it and as a shell makes it",
    value => {
      const base64 = (text: string): string => Buffer.from(text).toString("base64");
      expect(redact(`data: ${base64(value)}.`, [value])).toBe("data: [redacted].");
      const echoed = redact(`data: ${base64(`${value.trim()}\n`)}`, [value]);
      expect(echoed).toMatch(/^data: \[redacted\].{0,4}$/);
    },
  );

  it("does not mask the base64 of what is too short to be a secret", () => {
    expect(redact("bm9kZQ== is a node", ["node"])).toBe("bm9kZQ== is a node");
  });

  it("masks the base64 of any secret", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: "grapheme" }), value => {
        fc.pre(value.replace(/\p{C}/gu, "").trim().length >= 8);
        const data = Buffer.from(value).toString("base64");
        expect(redact(`{"key":"${data}"}`, [value])).not.toContain(data);
      }),
    );
  });
});
