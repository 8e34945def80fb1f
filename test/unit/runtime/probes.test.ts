import { answerProbe, type Check } from "../../../lib/runtime/probes";

function check(name: string, problem?: string): Check {
  return { name, problem: () => problem };
}

describe("answerProbe", () => {
  const probes = {
    live: () => [check("periodic-pass")],
    ready: () => [check("watches"), check("leader-election", "nobody could tell yet who leads")],
  };

  it("passes where everything is right", () => {
    expect(answerProbe(probes, "/livez")).toEqual({
      status: 200,
      body: "[+]periodic-pass ok\nlivez check passed\n",
    });
  });

  it("tells all checks where one fails", () => {
    expect(answerProbe(probes, "/readyz?verbose")).toEqual({
      status: 503,
      body: "[+]watches ok\n[-]leader-election failed: nobody could tell yet who leads\nreadyz check failed\n",
    });
  });

  it.each(["/healthz", "/", "", "/livez/x"])("leaves %p to others", url => {
    expect(answerProbe(probes, url)).toBeUndefined();
  });
});
