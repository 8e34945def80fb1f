import { goesOnWhen, waitTitle } from "../../../lib/cli/waiting";
import { aWait } from "../../fakes/samples";

const SECRET = aWait("SecretNotFound", "Secret dc1/ssh");

describe("waitTitle", () => {
  it("names the object, the reason, and for how long", () => {
    expect(waitTitle(SECRET)).toBe("Secret dc1/ssh (SecretNotFound)");
    expect(waitTitle(SECRET, 310_000)).toBe("Secret dc1/ssh (SecretNotFound, for 5m10s)");
  });

  it("names the reason alone where there is no object", () => {
    expect(waitTitle(aWait("RunsLimited"))).toBe("RunsLimited");
    expect(waitTitle(aWait("RunsLimited"), 24_000)).toBe("RunsLimited (for 24s)");
  });
});

describe("goesOnWhen", () => {
  it("reads on in a sentence", () => {
    expect(goesOnWhen(SECRET)).toBe("goes on when the Secret is created");
  });
});
