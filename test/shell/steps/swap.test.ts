import { Scratch, script, STUBBED_PATH } from "../scratch";

const FSTAB = [
  "# /etc/fstab",
  "UUID=1 / ext4 defaults 0 1",
  "/swap.img none swap sw 0 0",
  "# /old none swap sw 0 0",
  "UUID=2\tnone\tswap\tsw\t0\t0",
  "/dev/swapdisk /data ext4 defaults 0 2",
  "",
].join("\n");

const EXPECTED = FSTAB.replace("/swap.img", "# stargate: /swap.img").replace(
  "UUID=2",
  "# stargate: UUID=2",
);

describe("swap", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("root/etc/fstab", FSTAB, 0o640);
  });

  afterEach(() => {
    scratch.remove();
  });

  function run(phase: "check" | "apply", more: Record<string, string> = {}): number | null {
    return scratch.run(["bash", script(`swap/${phase}.sh`)], {
      env: { PATH: STUBBED_PATH, LIB: script("lib.sh"), ...more },
    }).code;
  }

  it("needs apply while fstab has swap, and conforms afterwards", () => {
    expect(run("check")).toBe(10);
    expect(run("apply")).toBe(0);
    expect(scratch.read("root/etc/fstab")).toBe(EXPECTED);
    expect(run("check")).toBe(0);
  });

  it("changes nothing when it is applied again", () => {
    run("apply");
    run("apply");
    expect(scratch.read("root/etc/fstab")).toBe(EXPECTED);
  });

  it("leaves the swap of the machine around a container alone", () => {
    expect(run("check", { VIRT: "0" })).toBe(0);
  });
});
