import { OTHER_RUN, RUN, TrialServer } from "./server";

const TOKEN = "abcdef.0123456789abcdef";

describe("secrets on a server", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer();
  });

  afterEach(() => {
    server.scratch.remove();
  });

  /** Files below /run/stargate in which the token is. */
  const LIST = `grep -rlF ${TOKEN} /run/stargate`;

  /** Sends so much of a start that all of its secrets arrived, and kills who receives them. */
  async function killReceiver(): Promise<string> {
    // More than is kept in memory of what has come.
    const bytes = await server.offerStart("killed", { secrets: { more: "x".repeat(100_000) } });
    return `
      mkfifo "\${MARKS}/upload"
      bash -s <"\${MARKS}/upload" & receiver=$!
      exec 5>"\${MARKS}/upload"
      head -c ${bytes - 1} "\${IN}/killed" >&5
      until ${LIST} >/dev/null; do ((SECONDS < 20)) || kill "\${receiver}" || exit 99; sleep 0.05; done
      held=$(${LIST})`;
  }

  it("do not stay when the unit cannot be started, and the start is tried again", async () => {
    server.scratch.write("units/broken", "");
    await server.offerStart("start");
    const { code, stderr } = server.send("start");
    expect([code, stderr]).toEqual([75, "Failed to start transient service unit\n"]);
    expect(server.tell(LIST).stdout).toBe("");
  });

  it("stay with a unit that was started although systemd did not say so", async () => {
    server.scratch.write("units/broken", `echo 1 >"\${UNITS}/stargate-${RUN}"\n`);
    await server.offerStart("start");
    expect(server.send("start").code).toBe(75);
    expect(server.tell(LIST).stdout).toBe(`/run/stargate/${RUN}/join.yaml\n`);
    expect(server.send("start").stdout).toBe("running\n");
  });

  it.each(["TERM", "HUP"])("do not stay when SIG%s ends their receiver", async name => {
    const story = await killReceiver();
    const { stdout, stderr } = server.tell(`${story}
      kill -${name} "\${receiver}"; exec 5>&-; wait "\${receiver}"
      echo "\${held:+there}"; ${LIST}`);
    expect([stdout, stderr]).toEqual(["there\n", expect.anything()]);
  });

  describe("of a receiver that was killed", () => {
    it.each(["start", "cancel", "inspect"])("go with the next script, %s", async next => {
      await server.offerStart("start", { run: OTHER_RUN });
      server.offerCancel("cancel", { run: OTHER_RUN });
      server.offer("inspect", "job/inspect", { run: OTHER_RUN });
      const story = await killReceiver();
      const { stdout } = server.tell(`${story}
        kill -KILL "\${receiver}"; exec 5>&-; wait "\${receiver}" 2>/dev/null
        [[ -z $(${LIST}) ]] || echo stays
        send ${next} >/dev/null
        [[ -e \${held} ]] || echo gone`);
      expect(stdout).toBe("stays\ngone\n");
    });

    it("go when they had been unpacked, too", () => {
      server.scratch.write(`root/run/stargate/${OTHER_RUN}/join.yaml`, TOKEN);
      server.scratch.write(`root/run/stargate/${OTHER_RUN}.new/join.yaml`, TOKEN);
      server.scratch.write("root/var/lib/stargate/start.lock", "");
      server.offer("inspect", "job/inspect");
      expect(server.send("inspect").stdout).toBe("absent\n");
      expect(server.tell("ls /run/stargate").stdout).toBe("");
    });
  });

  it.each(["start", "inspect"])("are left to who is at work with them by %s", async next => {
    server.scratch.write(`root/run/stargate/${OTHER_RUN}/join.yaml`, TOKEN);
    server.scratch.write(`units/stargate-${OTHER_RUN}`, "");
    await server.offerStart("start", { run: OTHER_RUN });
    server.offer("inspect", "job/inspect", { run: OTHER_RUN });
    const story = await killReceiver();
    const { stdout } = server.tell(`${story}
      send ${next} >/dev/null
      tail -c 1 "\${IN}/killed" >&5; exec 5>&-; wait "\${receiver}"
      ${LIST} | sort`);
    expect(stdout).toBe(
      `started\n/run/stargate/${RUN}/join.yaml\n/run/stargate/${OTHER_RUN}/join.yaml\n`,
    );
  });

  it("are not touched while somebody starts a run, or when systemd does not say what is at work", () => {
    server.scratch.write(`root/run/stargate/${OTHER_RUN}/join.yaml`, TOKEN);
    server.scratch.write("root/var/lib/stargate/start.lock", "");
    server.offer("inspect", "job/inspect");
    expect(server.send("inspect", ["flock", "/var/lib/stargate/start.lock"]).code).toBe(0);
    server.tell("systemctl() { false; }; export -f systemctl; send inspect");
    expect(server.tell(LIST).stdout).toBe(`/run/stargate/${OTHER_RUN}/join.yaml\n`);
  });
});
