import { readCapacity, shortageOf } from "../../../hack/lab/host/capacity";

const GIB = 2 ** 30;
const AMPLE = { memoryBytes: 1000 * GIB, diskBytes: 1000 * GIB, cores: 64 };

describe("shortageOf", () => {
  it("finds nothing wrong with what fits", () => {
    expect(shortageOf({ servers: 250, running: 0 }, AMPLE)).toBeUndefined();
  });

  it.each([
    ["memory", { memoryBytes: 3 * GIB }, 10, "memory: 200 MiB each, 3.0 GiB available"],
    ["disk", { diskBytes: 3 * GIB }, 5, "disk: 550 MiB each, 3.0 GiB free"],
    ["cores", { cores: 2 }, 50, "cores: 25 servers on each of 2"],
  ])("says that %s is scarce, what a server needs, and how many fit", (_, less, fit, text) => {
    const shortage = shortageOf({ servers: 200, running: 0 }, { ...AMPLE, ...less });
    expect(shortage).toEqual({ fit, reasons: [`${text}: enough for ${fit}`] });
    expect(shortageOf({ servers: fit, running: 0 }, { ...AMPLE, ...less })).toBeUndefined();
  });

  it("names everything that is scarce, and the smallest number", () => {
    const shortage = shortageOf(
      { servers: 200, running: 0 },
      { ...AMPLE, memoryBytes: 3 * GIB, cores: 2 },
    );
    expect(shortage).toMatchObject({ fit: 10, reasons: { length: 2 } });
  });

  it("counts servers that run as having what they need", () => {
    const full = { ...AMPLE, memoryBytes: 0, diskBytes: 0 };
    expect(shortageOf({ servers: 5, running: 5 }, full)).toBeUndefined();
    expect(shortageOf({ servers: 6, running: 5 }, full)).toMatchObject({ fit: 5 });
  });
});

describe("readCapacity", () => {
  it("finds what this machine has", () => {
    const { memoryBytes, diskBytes, cores } = readCapacity();
    expect([memoryBytes, diskBytes, cores].every(value => value > 0)).toBe(true);
  });
});
