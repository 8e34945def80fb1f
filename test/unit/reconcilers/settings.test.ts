import { ApiUnavailable, InvalidSpec } from "../../../lib/domain/errors";
import { readSettings } from "../../../lib/reconcilers/settings";
import { FakeSettings } from "../../fakes/cluster";

describe("readSettings", () => {
  it("gives the settings in force", async () => {
    const source = new FakeSettings();
    expect(await readSettings(source)).toEqual({ good: source.settings, problem: undefined });
  });

  it("says why there are none", async () => {
    const source = new FakeSettings();
    source.failure = new InvalidSpec("bad", { reason: "InvalidSettings", remedy: "mend it" });
    expect(await readSettings(source)).toEqual({ problem: "bad; mend it" });
  });

  it("rejects with what is to be tried again", async () => {
    const source = new FakeSettings();
    source.failure = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    await expect(readSettings(source)).rejects.toBe(source.failure);
  });
});
