import { CommandError } from "../../../lib/cli/errors";
import { run } from "../../../lib/cli/program";
import { ApiUnavailable } from "../../../lib/domain/errors";
import { FakeWorld } from "../../fakes/world";

describe("the command line", () => {
  it.each([["--help"], ["logs", "--help"], ["help", "status"]])(
    "helps who asks: %s",
    async (...args: string[]) => {
      const world = new FakeWorld();
      expect(await run(args, world)).toBe(0);
      expect(world.out).toContain("Usage: stargate");
      expect(world.err).toBe("");
    },
  );

  it("says what its exit codes mean", async () => {
    const world = new FakeWorld();
    await run(["--help"], world);
    expect(world.out).toContain("3  --timeout ended it");
  });

  it.each([
    [[], "Usage: stargate"],
    [["statsu"], "Did you mean status?"],
    [["logs"], "missing required argument 'target'"],
    [["logs", "a", "b"], "too many arguments"],
    [["logs", "a", "--folow"], "Did you mean --follow?"],
    [["logs", "pod/a"], "write op/NAME for an Operation"],
    [["logs", "a", "--tail", "-1"], "Give a number of lines."],
    [["logs", "a", "--timeout", "soon"], "Write a duration"],
    [["logs", "a", "--timeout", "0"], "Write a duration"],
    [["logs", "a", "--timeout", "600h"], "at most 596h"],
    [["logs", "a", "-n", "a/../../x?y=1#"], "It is no name of a namespace."],
    [["status", "--namespace", ""], "It is no name of a namespace."],
    [["status", "-o", "yaml"], "Allowed choices are wide, json."],
  ])("answers %j as wrong usage", async (args, want) => {
    const world = new FakeWorld();
    expect(await run(args, world)).toBe(2);
    expect(world.err).toContain(want);
    expect(world.out).toBe("");
  });

  it("prints its version", async () => {
    const world = new FakeWorld();
    expect(await run(["version", "-o", "json"], world)).toBe(0);
    expect(JSON.parse(world.out)).toHaveProperty("version");
  });

  it("hands on which cluster is meant", async () => {
    const world = new FakeWorld();
    const cluster = ["--kubeconfig", "/k", "--context", "c", "--namespace", "n"];
    expect(await run(["status", ...cluster], world)).toBe(0);
    expect(world.connections).toMatchObject([{ kubeconfig: "/k", context: "c", namespace: "n" }]);
  });

  it("tells errors in one line, with the remedy, under its own name", async () => {
    const world = new FakeWorld();
    world.servers.failure = new ApiUnavailable("ECONNREFUSED", { reason: "ApiUnavailable" });
    expect(await run(["status"], world, "kubectl stargate")).toBe(1);
    expect(world.err).toMatch(/^kubectl stargate: the API server does not answer: ECONNREFUSED\n/);
    expect(world.isClosed).toBe(true);
  });

  it("tells of a kubeconfig that is of no use", async () => {
    const world = new FakeWorld();
    const connect = () => {
      throw new CommandError("there is no kubeconfig", "name one");
    };
    expect(await run(["status"], Object.assign(world, { connect }))).toBe(1);
    expect(world.err).toBe("stargate: there is no kubeconfig\n          name one\n");
  });
});
