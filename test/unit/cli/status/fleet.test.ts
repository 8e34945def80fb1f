import { changed } from "../../../../lib/cli/status/fleet";
import { aServer } from "../../../fakes/samples";

describe("changed", () => {
  const a = aServer({ metadata: { name: "a" } });
  const b = aServer({ metadata: { name: "b" } });

  it("puts, takes away, and replaces all, and leaves what was before as it was", () => {
    const one = changed(new Map(), { kind: "All", objects: [a] });
    const two = changed(one, { kind: "Put", object: b });
    const last = changed(two, { kind: "Gone", object: a });
    expect([one, two, last].map(objects => [...objects.keys()])).toEqual([
      ["dc1/a"],
      ["dc1/a", "dc1/b"],
      ["dc1/b"],
    ]);
    expect([...changed(two, { kind: "All", objects: [] }).keys()]).toEqual([]);
  });
});
