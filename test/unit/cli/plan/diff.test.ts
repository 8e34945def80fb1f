import { diffLines } from "../../../../lib/cli/plan/diff";

const KEY = [
  "-----BEGIN PGP PUBLIC KEY BLOCK-----",
  "",
  "mQENBF",
  "-----END PGP PUBLIC KEY BLOCK-----",
];

describe("diffLines", () => {
  it("shows a difference in full width, and nothing that moves a cursor", () => {
    const long = `+${"a".repeat(200)}`;
    expect(diffLines(`--- /etc/a\n+b\u001b[1m\n${long}`)).toEqual(["--- /etc/a", "+b[1m", long]);
  });

  it("says how long a key is, in place of it, be it a file or a field", () => {
    const file = KEY.map(line => `+${line}`);
    const field = KEY.map(line => `- ${line}`);
    expect(diffLines(["+++ /etc/a", ...file, ...field, "+b"].join("\n"))).toEqual([
      "+++ /etc/a",
      "+(PGP PUBLIC KEY BLOCK: 4 lines)",
      "-(PGP PUBLIC KEY BLOCK: 4 lines)",
      "+b",
    ]);
  });

  it("says so where the difference was cut within it", () => {
    expect(
      diffLines(
        KEY.slice(0, 3)
          .map(line => `+${line}`)
          .join("\n"),
      ),
    ).toEqual(["+(PGP PUBLIC KEY BLOCK: 3 or more lines)"]);
  });
});
