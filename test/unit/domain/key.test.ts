import fc from "fast-check";
import { formatKey, keyOf, parseKey } from "../../../lib/domain/key";

const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,20}[a-z0-9])?$/);

describe("keyOf", () => {
  it("takes namespace and name", () => {
    const metadata = { namespace: "dc1", name: "w1", uid: "u" };
    expect(keyOf({ metadata })).toEqual({ namespace: "dc1", name: "w1" });
  });

  it("leaves the namespace of a cluster-scoped object empty", () => {
    expect(keyOf({ metadata: { name: "csr-1" } })).toEqual({ namespace: "", name: "csr-1" });
  });

  it("does not fail on an object without metadata", () => {
    expect(keyOf({})).toEqual({ namespace: "", name: "" });
  });
});

describe("formatKey and parseKey", () => {
  it.each([
    { key: { namespace: "dc1", name: "w1" }, text: "dc1/w1" },
    { key: { namespace: "", name: "csr-1" }, text: "csr-1" },
  ])("spell $key as $text", ({ key, text }) => {
    expect(formatKey(key)).toBe(text);
    expect(parseKey(text)).toEqual(key);
  });

  it("give back any key", () => {
    const key = fc.record({ namespace: fc.oneof(name, fc.constant("")), name });
    fc.assert(
      fc.property(key, original => {
        expect(parseKey(formatKey(original))).toEqual(original);
      }),
    );
  });

  it("give different texts to different keys", () => {
    const key = fc.record({ namespace: fc.constantFrom("", "a", "a-b"), name });
    fc.assert(
      fc.property(key, key, (one, two) => {
        const isSame = one.namespace === two.namespace && one.name === two.name;
        expect(formatKey(one) === formatKey(two)).toBe(isSame);
      }),
    );
  });

  it("split at the first slash only", () => {
    expect(parseKey("a/b/c")).toEqual({ namespace: "a", name: "b/c" });
    expect(parseKey("/a")).toEqual({ namespace: "", name: "a" });
  });
});
