import { RUN, TrialServer } from "./server";

/** Prints a line now and then until it is told to end. */
const CHATTER = {
  chatter: {
    check: `
      : >"\${MARKS}/began"
      for ((line = 0; line < 100; line++)); do
        [[ ! -e \${MARKS}/go ]] || break
        echo "line \${line}"
        sleep 0.05
      done
      : >"\${MARKS}/said-all"`,
    seconds: 30,
  },
};

describe("follow.sh", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer().withUnits();
    server.offerFollow("follow");
  });

  afterEach(() => {
    server.scratch.remove();
  });

  it("prints journal and output as they grow, and ends with the run", async () => {
    await server.offerSteps("start", CHATTER);
    const { code } = server.tell(`
      send start >/dev/null
      send follow >"\${MARKS}/output" 2>"\${MARKS}/journal" &
      until grep -qs "line 3" "\${MARKS}/output"; do sleep 0.05; done
      [[ ! -e \${MARKS}/said-all ]] || exit 1
      until grep -qs step-started "\${MARKS}/journal"; do sleep 0.05; done
      [[ ! -e \${RUNS}/\${RUN}/exit.json ]] || exit 1
      : >"\${MARKS}/go"; wait`);
    expect(code).toBe(0);
    expect(server.scratch.read("marks/journal")).toBe(
      `\n${server.scratch.read(server.path("journal.jsonl"))}`,
    );
    expect(server.scratch.read("marks/output")).toBe(
      server.scratch.read(server.path("output.log")),
    );
  });

  it("prints what is said of a run after its runner was ended", async () => {
    await server.offerSteps("start", CHATTER, { runSeconds: 2 });
    const { stdout, stderr } = server.tell("send start >/dev/null; send follow");
    expect(stderr).toContain("RunTimedOut");
    expect(stderr).toBe(`\n${server.scratch.read(server.path("journal.jsonl"))}`);
    expect(stdout).toContain("line 9\n");
    expect(stdout).toBe(server.scratch.read(server.path("output.log")));
  });

  it("waits for the last lines when it comes between the runner's end and the unit's", async () => {
    const program = {
      "runner.sh": 'echo first >"$1/journal.jsonl"\n',
      "stopped.sh":
        ': >"${MARKS}/stopping"; until [[ -e ${MARKS}/go ]]; do sleep 0.05; done; echo last >>"$1/journal.jsonl"\n',
    };
    await server.offerStart("start", { program });
    const { stdout } = server.tell(`
      send start >/dev/null; until_there "\${MARKS}/stopping"
      send follow 2>"\${MARKS}/heard" &
      until grep -q first "\${MARKS}/heard"; do sleep 0.05; done
      : >"\${MARKS}/go"; wait; cat "\${MARKS}/heard"`);
    expect(stdout).toBe("\nfirst\nlast\n");
  });

  it("prints all of a run that has ended", () => {
    server.scratch.write(server.path("output.log"), "0123456789");
    server.scratch.write(server.path("journal.jsonl"), "one\ntwo\n");
    expect(server.send("follow")).toMatchObject({
      code: 0,
      stdout: "0123456789",
      stderr: "\none\ntwo\n",
    });
  });

  it("prints nothing of a run that never came", () => {
    expect(server.send("follow")).toMatchObject({ code: 0, stdout: "", stderr: "\n" });
  });

  it("ends when its run does, even one that leaves no journal", async () => {
    await server.offerStart("start", { program: { "runner.sh": "sleep 1\n", "stopped.sh": "" } });
    expect(server.tell("send start >/dev/null; send follow")).toMatchObject({
      code: 0,
      stdout: "",
    });
    expect(server.has(`root/run/stargate/${RUN}`)).toBe(true);
  });
});
