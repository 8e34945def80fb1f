import { JudgedVersions } from "../../../lib/runtime/judged-versions";
import { aServer } from "../../fakes/samples";

describe("JudgedVersions", () => {
  const at = (resourceVersion: string, uid = "1") => {
    const server = aServer({ metadata: { uid } });
    return { ...server, metadata: { ...server.metadata, resourceVersion } };
  };

  it("knows the version that was judged last, and no other", () => {
    const judged = new JudgedVersions();
    expect(judged.has(at("1"))).toBe(false);
    judged.note(at("1"));
    expect(judged.has(at("1"))).toBe(true);
    judged.note(at("2"));
    expect(judged.has(at("1"))).toBe(false);
    expect(judged.has(at("2"))).toBe(true);
  });

  it("tells objects of one name apart, and knows nothing of an object without a version", () => {
    const judged = new JudgedVersions();
    judged.note(at("1"));
    expect(judged.has(at("1", "2"))).toBe(false);
    judged.note(aServer());
    expect(judged.has(aServer())).toBe(false);
  });
});
