import { RUN, TrialServer } from "./server";

/** The IDs of runs before this one, oldest first. */
const BEFORE = Array.from(
  { length: 14 },
  (_, index) => `0b0c0d0e-0000-4000-8000-1000000000${10 + index}`,
);

describe("runs of the past", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer();
  });

  afterEach(() => {
    server.scratch.remove();
  });

  /** Starts this run, after all those ended or not; which of them are left. */
  async function leftOf(story: string): Promise<readonly number[]> {
    for (const run of BEFORE) {
      server.scratch.write(server.path("exit.json", run), '{"result":"Succeeded"}\n');
      server.scratch.write(server.path("output.log", run), "said\n");
    }
    await server.offerStart("start");
    const { stdout } = server.tell(`
      cd "\${RUNS}"; days=40
      for run in */; do
        find "\${run}" -exec touch -d "-$((days--)) days" {} +
      done
      before=(*); ${story}
      send start
      ls`);
    const [started, ...left] = stdout.trimEnd().split("\n");
    expect(started).toBe("started");
    expect(left).toContain(RUN);
    return BEFORE.flatMap((run, index) => (left.includes(run) ? [index] : []));
  }

  it("are kept, the newest ten", async () => {
    expect(await leftOf("")).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it("are kept while they are at work, or may be looked at again", async () => {
    const story = `
      systemctl() { if [[ $* == *-10000*10 ]]; then echo active; else echo inactive; fi; }
      export -f systemctl
      rm "\${before[1]}/exit.json"; touch -d '-41 days' "\${before[1]}"
      rm "\${before[2]}/exit.json"; echo more >"\${before[2]}/output.log"; touch -d '-41 days' "\${before[2]}"`;
    expect(await leftOf(story)).toEqual([0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it("make room for the one that comes, which is never among them", async () => {
    const story = `mkdir "\${RUN}"; echo half >"\${RUN}/output.log"; touch -d '-90 days' "\${RUN}/output.log" "\${RUN}"`;
    expect(await leftOf(story)).toHaveLength(10);
    expect(server.has(server.path("output.log"))).toBe(true);
  });
});
