import { aServer } from "../../../fakes/samples";
import { Scene } from "./scene";

describe("repave", () => {
  it("asks before several servers are disturbed, on a terminal", async () => {
    const scene = new Scene("a", "b");
    const questions: string[] = [];
    let answer = false;
    scene.world.confirm = question => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    await scene.begin("--all");
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toMatch(/nothing was started\n$/);
    answer = true;
    await scene.begin("--all");
    expect(questions).toEqual(["Repave 2 servers?", "Repave 2 servers?"]);
    expect(scene.begun).toEqual(["a.1"]);
  });

  it.each([
    [["--all"], 2, "write --yes, after --dry-run=client has shown"],
    [[], 2, "no Servers are named"],
    [["a", "--all"], 2, "exclude each other"],
    [["op/a"], 2, '"op/a" names no Server'],
    [["a/b/c"], 2, '"a/b/c" names no Server'],
    [["a", "z"], 1, "there is no Server z in namespace dc1"],
    [["-l", "rack=z"], 1, 'there is no Server with the labels "rack=z" in namespace dc1'],
    [["-l", "rack in"], 2, '"rack in" is no selector'],
    [["--all", "-n", "dc2"], 1, "there is no Server in namespace dc2"],
    [["a", "--profile", "q"], 1, "there is no ProvisioningProfile q in namespace dc1"],
    [["bare"], 1, "Server bare names no profile"],
    [["a", "--max-unavailable", "0"], 2, "Write a number of servers from 1 on"],
    [["a", "--max-unavailable", "101%"], 2, "from 1% to 100%"],
    [["a", "--canary", "few"], 2, "Write a number of servers"],
    [["a", "--name", "My.rollout"], 2, "lower-case letters"],
    [["a", "--dry-run", "server"], 2, "Allowed choices are client"],
  ])("answers %j with %d", async (args, code, want) => {
    const scene = new Scene("a", "b");
    scene.world.servers.put(aServer({ metadata: { name: "bare" } }));
    if (args.includes("--all") && !args.includes("-n")) {
      scene.world.servers.remove(aServer({ metadata: { name: "bare" } }));
    }
    await scene.begin(...args);
    expect(await scene.ended).toBe(code);
    expect(scene.world.err).toContain(want);
    expect(scene.begun).toEqual([]);
  });

  it("says which servers are paused, and what lets them go", async () => {
    const scene = new Scene("a", "b");
    scene.server("b", "True", { paused: true });
    await scene.begin("--all", "--dry-run=client");
    expect(scene.world.lines.at(-1)).toBe(
      "b is waited for: the Server is paused; set its spec.paused to false to go on",
    );
    expect(scene.world.lines).toHaveLength(5);
    scene.world.out = "";
    await scene.begin("--all", "--dry-run=client", "-o", "json");
    const held = scene.report.servers.map(({ name, paused }) => [name, paused]);
    expect(held).toEqual(
      expect.arrayContaining([
        ["b", true],
        ["a", false],
      ]),
    );
  });

  it("shows what it would do, and does nothing", async () => {
    const scene = new Scene("a", "b");
    scene.server("b", "False");
    await scene.begin("--all", "--dry-run=client");
    expect(await scene.ended).toBe(0);
    expect(scene.world.err).toBe("");
    expect(scene.world.lines.slice(1).map(line => line.split(/ +/).slice(0, 2))).toEqual([
      ["ORDER", "SERVER"],
      ["1", "b"],
      ["2", "a"],
    ]);
    scene.world.out = "";
    await scene.begin("--all", "--dry-run=client", "-o", "json", "--canary", "1");
    expect(await scene.ended).toBe(0);
    expect(scene.report).toMatchObject({ result: "Planned", canary: 1 });
    expect(scene.begun).toEqual([]);
  });
});
