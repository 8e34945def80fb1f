import { closureOf, nameIn } from "../../../hack/image/closure";

const LOCK = {
  packages: {
    "": { dependencies: { a: "1", d: "1" } },
    "node_modules/a": { version: "1.0.0", dependencies: { b: "2", "@s/c": "1" } },
    "node_modules/a/node_modules/b": { version: "2.0.0", dependencies: { "@s/c": "1", e: "1" } },
    "node_modules/b": { version: "1.0.0", dependencies: { d: "1" } },
    "node_modules/@s/c": { version: "1.0.0", optionalDependencies: { f: "1", absent: "1" } },
    "node_modules/d": { version: "1.0.0" },
    "node_modules/a/node_modules/e": { version: "1.0.0", dependencies: { a: "1" } },
    "node_modules/f": { name: "other", version: "3.0.0" },
  },
};

describe("closureOf", () => {
  it("finds each package where Node.js would, and ends where packages need each other", () => {
    expect(closureOf(LOCK, ["a"])).toEqual([
      "node_modules/@s/c",
      "node_modules/a",
      "node_modules/a/node_modules/b",
      "node_modules/a/node_modules/e",
      "node_modules/f",
    ]);
  });

  it("joins those of several", () => {
    expect(closureOf(LOCK, ["d", "b"])).toEqual(["node_modules/b", "node_modules/d"]);
  });
});

describe("nameIn", () => {
  it.each([
    ["node_modules/a/node_modules/b", "b@2.0.0"],
    ["node_modules/@s/c", "@s/c@1.0.0"],
    ["node_modules/f", "other@3.0.0"],
  ])("says of %s that it is %s", (folder, name) => {
    expect(nameIn(LOCK, folder)).toBe(name);
  });
});
