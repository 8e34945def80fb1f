import { surroundingsFor } from "../../../lib/reconcilers/skew";
import { aWorld, FakeSurroundings } from "../../fakes/known-world";
import { aProfile } from "../../fakes/samples";

const NEWER = aProfile({ spec: { kubernetesVersion: "1.35" } });
const UPGRADED = { ...aWorld().cluster, version: "v1.35.0" };

describe("surroundingsFor", () => {
  it("asks nobody for a profile that fits what is known", async () => {
    const surroundings = new FakeSurroundings();
    expect(await surroundingsFor(surroundings, aProfile())).toBe(surroundings.known);
    expect(await surroundingsFor(surroundings, undefined)).toBe(surroundings.known);
    expect(surroundings.looks).toBe(0);
  });

  it("looks at the API server's version before it is held against a profile", async () => {
    const surroundings = new FakeSurroundings();
    surroundings.cluster = UPGRADED;
    expect((await surroundingsFor(surroundings, NEWER)).cluster).toBe(UPGRADED);
    expect(surroundings.looks).toBe(1);
  });
});
