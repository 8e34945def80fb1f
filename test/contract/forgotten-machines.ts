import type { ForgottenMachines } from "../../lib/ports/forgotten-machines";

/** What a suite of `ForgottenMachines` runs against. */
export interface ForgottenMachinesBench {
  readonly forgotten: ForgottenMachines;
  /** IDs of the machines on the list, of those that the suite knows. */
  listed(): Promise<readonly string[]>;
  /** Which of these may register, and as which Node. */
  wanted(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

const [ONE, TWO] = ["c0".repeat(16), "c1".repeat(16)];

/** What every `ForgottenMachines` does, the fake one included. */
export function describeForgottenMachines(
  name: string,
  make: () => Promise<ForgottenMachinesBench>,
): void {
  describe(`${name} as ForgottenMachines`, () => {
    let bench: ForgottenMachinesBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.forgotten.remove(ONE);
      await bench.forgotten.remove(TWO);
      await bench.close();
    });

    it("puts machines on the list once, and takes off what is wanted again", async () => {
      await bench.forgotten.add({ machineID: ONE, server: "dc/w1" });
      await bench.forgotten.add({ machineID: ONE, server: "dc/w1" });
      await bench.forgotten.add({ machineID: TWO, server: "dc/w2" });
      expect(await bench.listed()).toEqual([ONE, TWO]);
      expect(await bench.forgotten.has(ONE)).toBe(true);
      await bench.forgotten.remove(ONE);
      expect(await bench.forgotten.has(ONE)).toBe(false);
      expect(await bench.listed()).toEqual([TWO]);
    });

    it("lets one that is on it become one Node, until it is forgotten again", async () => {
      await bench.forgotten.welcome(TWO, "w3");
      await bench.forgotten.welcome(ONE, "w4");
      expect(await bench.listed()).toEqual([TWO]);
      expect(await bench.wanted()).toEqual({ [TWO]: "w3" });
      await bench.forgotten.add({ machineID: TWO, server: "dc/w3" });
      expect(await bench.listed()).toEqual([TWO]);
      expect(await bench.wanted()).toEqual({});
      await bench.forgotten.welcome(TWO, "w5");
      await bench.forgotten.remove(TWO);
      expect(await bench.wanted()).toEqual({});
    });

    it("has nothing to do for a machine that is not on it", async () => {
      await bench.forgotten.remove(ONE);
      await bench.forgotten.remove(TWO);
      await bench.forgotten.remove(TWO);
      expect(await bench.listed()).toEqual([]);
    });
  });
}
