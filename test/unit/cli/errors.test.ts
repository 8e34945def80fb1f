import { CommandError, exitCodeOf, tell, UsageError } from "../../../lib/cli/errors";
import { AccessDenied, ApiUnavailable, DependencyMissing } from "../../../lib/domain/errors";

const reason = "ApiUnavailable" as const;

describe("tell", () => {
  it.each([
    [new CommandError("it\nfailed", "mend it"), "stargate: it failed\n          mend it\n"],
    [new CommandError("it failed"), "stargate: it failed\n"],
    [
      new DependencyMissing("no CRD", { reason, remedy: "install it" }),
      "stargate: no CRD\n          install it\n",
    ],
    [new Error("a defect"), "stargate: internal error: a defect\n          please report it\n"],
  ])("says %s in one line, and the remedy in another", (error, want) => {
    expect(tell(error, "stargate")).toBe(want);
  });

  it("says what to do when the API server refuses, or does not answer", () => {
    expect(tell(new AccessDenied("403 forbidden", { reason }), "x")).toContain("ask for the right");
    expect(tell(new ApiUnavailable("ECONNREFUSED", { reason }), "x")).toContain("--context");
  });

  it("says of an answer that something is not there, not that there is no answer", () => {
    const error = new ApiUnavailable('404 namespaces "nons" not found', {
      reason,
      statusCode: 404,
    });
    expect(tell(error, "x")).toBe(
      'x: the API server has no such thing: 404 namespaces "nons" not found\n' +
        "   is the namespace the right one, and are the CRDs of Stargate installed?\n",
    );
  });

  it("knows whatever was thrown", () => {
    expect(tell("text", "x")).toContain("internal error: text");
  });
});

describe("exitCodeOf", () => {
  it.each([
    [new UsageError("x"), 2],
    [new CommandError("x"), 1],
    [new Error("x"), 1],
  ])("is what the error amounts to", (error, want) => {
    expect(exitCodeOf(error)).toBe(want);
  });
});
