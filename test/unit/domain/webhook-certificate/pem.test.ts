import { armour, certificatesOf } from "../../../../lib/domain/webhook-certificate/pem";

const ONE = armour("CERTIFICATE", "A".repeat(100));
const TWO = armour("CERTIFICATE", "B");

describe("PEM", () => {
  it("has lines of 64 characters", () => {
    const lines = ONE.split("\n").map(line => line.length);
    expect(lines).toEqual([27, 64, 36, 25, 0]);
    expect(armour("X", "")).toBe("-----BEGIN X-----\n-----END X-----\n");
  });

  it("is read block by block, in one spelling, each once", () => {
    const text = `# ours\n${ONE.replaceAll("\n", "\r\n")}${armour("PRIVATE KEY", "C")}${TWO}${ONE}`;
    expect(certificatesOf(text)).toEqual([ONE, TWO]);
    expect(certificatesOf("nothing")).toEqual([]);
  });
});
