import { onSmallDisk, readOnly } from "../scratch";
import { OTHER_RUN, RUN, TrialServer } from "./server";

describe("receive.sh", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer();
  });

  afterEach(() => {
    server.scratch.remove();
  });

  it("unpacks program and secrets and starts one unit", async () => {
    await server.offerStart("start");
    const { code, stdout } = server.send("start");
    expect([code, stdout]).toEqual([0, "started\n"]);
    expect(server.scratch.read(server.path("bundle/runner.sh"))).toBe("echo hello\n");
    expect(server.scratch.read(`root/run/stargate/${RUN}/join.yaml`)).toContain("token");
    expect(server.calls).toEqual([expect.stringContaining(`--unit=stargate-${RUN} `)]);
    expect(server.calls[0]).toContain("RuntimeMaxSec=900");
    expect(server.fence).toBe(`1 ${RUN}`);
  });

  it("puts no secret on a command line", async () => {
    await server.offerStart("start");
    server.send("start");
    expect(server.calls.join()).not.toContain("abcdef");
  });

  it("does nothing while systemd does not say what is at work", async () => {
    await server.offerStart("start");
    const { code, stderr } = server.tell("systemctl() { false; }; export -f systemctl; send start");
    expect([code, stderr]).toEqual([75, "systemd does not say which runs are at work\n"]);
    expect(server.calls).toEqual([]);
    expect(server.has(server.path("bundle/runner.sh"))).toBe(false);
  });

  it("leaves a running unit alone", async () => {
    await server.offerStart("start");
    server.send("start");
    server.scratch.write(`units/stargate-${RUN}`, "");
    server.scratch.write(server.path("bundle/mark"), "");
    expect(server.send("start").stdout).toBe("running\n");
    expect(server.calls).toHaveLength(1);
    expect(server.has(server.path("bundle/mark"))).toBe(true);
  });

  it("never starts a finished run again", async () => {
    server.scratch.write(server.path("exit.json"), "{}");
    await server.offerStart("start");
    expect(server.send("start").stdout).toBe("finished\n");
    expect(server.calls).toEqual([]);
  });

  it("starts a lost run again with the new bundle", async () => {
    await server.offerStart("start");
    server.send("start");
    server.scratch.write(server.path("journal.jsonl"), "{}\n");
    await server.offerStart("again", { program: { "runner.sh": "echo again\n" }, fence: 2 });
    expect(server.send("again").stdout).toBe("started\n");
    expect(server.scratch.read(server.path("bundle/runner.sh"))).toBe("echo again\n");
    expect(server.scratch.read(server.path("journal.jsonl"))).toBe("{}\n");
    expect(server.calls).toHaveLength(2);
  });

  it("executes nothing and leaves nothing of an upload that was cut, wherever it was cut (F17)", async () => {
    const bytes = await server.offerStart("start");
    const story = `
      for ((cut = 0; cut < ${bytes}; cut += 61)); do
        head -c "\${cut}" "\${IN}/start" | bash -s >/dev/null 2>&1
        find /run/stargate /var/lib/stargate -mindepth 1 ! -name runs ! -name '*lock' -printf "\${cut}: %p\\n"
        ((++tried))
      done
      head -c ${bytes - 1} "\${IN}/start" | bash -s
      echo "$?, tried \${tried}"`;
    const { stdout, stderr } = server.tell(story);
    expect(stdout).toMatch(/^75, tried \d{3}\n$/);
    expect(stderr).toBe("the upload is incomplete\n");
    expect(server.calls).toEqual([]);
    expect(server.send("start").stdout).toBe("started\n");
  });

  it("refuses a bundle that is not what its digest says", async () => {
    await server.offerStart("start");
    const input = server.scratch.readBytes("in/start");
    input[input.length - 3000] = 0x21;
    server.scratch.write("in/start", input);
    expect(server.send("start").code).toBe(75);
    expect(server.calls).toEqual([]);
  });

  it("refuses a server whose disk is full, and says so (F27)", async () => {
    await server.offerStart("start");
    const { code, stderr } = server.send("start", onSmallDisk("/var/lib/stargate", "1m"));
    expect([code, stderr]).toEqual([
      74,
      "/var/lib/stargate has 1024 KiB free, a run needs 32768 KiB\n",
    ]);
    expect(server.calls).toEqual([]);
  });

  it("says that the server's disk is read-only, and takes that for no other run", async () => {
    server.scratch.write("root/var/lib/stargate/lock", "");
    await server.offerStart("start");
    const { code, stderr } = server.send("start", readOnly("/var/lib/stargate"));
    expect([code, stderr]).toEqual([
      1,
      "/var/lib/stargate cannot be written: its file system is read-only, and dmesg may say why\n",
    ]);
  });

  it("refuses a server without room for the upload and the secrets in memory, and says so (F27)", async () => {
    const more = "x".repeat(300 * 1024);
    const bytes = await server.offerStart("start", {
      program: { "runner.sh": "echo hello\n", more },
      secrets: { more },
    });
    expect(bytes).toBeLessThan(700 * 1024);
    const { code, stderr } = server.send("start", onSmallDisk("/run/stargate", "900k"));
    expect(stderr).toMatch(/^\/run\/stargate has 900 KiB free, a run needs 9\d\d KiB\n$/);
    expect([code, server.calls]).toEqual([74, []]);
    expect(server.send("start", onSmallDisk("/run/stargate", "2m")).stdout).toBe("started\n");
  });

  describe("the fence", () => {
    it("keeps out a controller that was overtaken, before anything is touched (F4)", async () => {
      await server.offerStart("new", { fence: 12 });
      server.send("new");
      for (const run of [RUN, OTHER_RUN]) {
        await server.offerStart("old", { run, fence: 11 });
        const { code, stdout, stderr } = server.send("old");
        expect([code, stdout]).toEqual([76, ""]);
        expect(stderr).toBe("the fence 11 is stale: highest=12\n");
      }
      expect(server.calls).toHaveLength(1);
      expect(server.fence).toBe(`12 ${RUN}`);
      expect(server.has(server.path("", OTHER_RUN))).toBe(false);
    });

    it("rises with the controller that follows the same run on", async () => {
      await server.offerStart("start", { fence: 3 });
      server.send("start");
      server.scratch.write(`units/stargate-${RUN}`, "");
      await server.offerStart("next", { fence: 5 });
      expect(server.send("next").stdout).toBe("running\n");
      expect(server.fence).toBe(`5 ${RUN}`);
      expect(server.send("start").code).toBe(76);
    });

    it.each(["", "x", "0 run", "99999999999999999999999 run"])(
      "begins anew when what is there is no fence: %j",
      async found => {
        server.scratch.write("root/var/lib/stargate/fence", found);
        await server.offerStart("start", { fence: 2 });
        expect(server.send("start").stdout).toBe("started\n");
        expect(server.fence).toBe(`2 ${RUN}`);
      },
    );
  });

  describe("another run", () => {
    it("has the server for itself while its unit is alive", async () => {
      server.scratch.write(server.path("journal.jsonl", OTHER_RUN), "{}\n");
      server.scratch.write(`units/stargate-${OTHER_RUN}`, "");
      server.scratch.write("root/var/lib/stargate/fence", `1 ${OTHER_RUN}\n`);
      await server.offerStart("start", { fence: 9 });
      const { code, stdout, stderr } = server.send("start");
      expect([code, stdout]).toEqual([73, ""]);
      expect(stderr).toBe(`another run is at work on the server: run=${OTHER_RUN}\n`);
      expect(server.fence).toBe(`1 ${OTHER_RUN}`);
      expect(server.has(server.path(""))).toBe(false);
    });

    it("has the server for itself while its runner holds the lock", async () => {
      server.scratch.write("root/var/lib/stargate/lock", `${OTHER_RUN}\n`);
      await server.offerStart("start");
      const { code, stderr } = server.send("start", ["flock", "/var/lib/stargate/lock"]);
      expect(code).toBe(73);
      expect(stderr).toContain(`run=${OTHER_RUN}\n`);
      expect(server.send("start").stdout).toBe("started\n");
    });

    it("is no reason to wait when it has ended or was lost", async () => {
      server.scratch.write(server.path("exit.json", OTHER_RUN), "{}\n");
      server.scratch.write("root/var/lib/stargate/lock", `${OTHER_RUN}\n`);
      await server.offerStart("start");
      expect(server.send("start").stdout).toBe("started\n");
    });

    it("is not a unit of ours that is no run", async () => {
      server.scratch.write("units/stargate-pod-egress", "");
      await server.offerStart("start");
      expect(server.send("start").stdout).toBe("started\n");
    });
  });

  it("starts exactly one of many that come at once, under any fence", async () => {
    server.withUnits();
    const names = await Promise.all(
      [RUN, OTHER_RUN, RUN, OTHER_RUN].map(async (run, index) => {
        const wait = { check: '. "${LIB}"; while [[ ! -e ${MARKS}/end ]]; do sleep 0.1; done\n' };
        await server.offerSteps(`start-${index}`, { wait }, { run, fence: 1 });
        return `start-${index}`;
      }),
    );
    const story = `
      for name in ${names.join(" ")}; do send "\${name}" & done
      wait
      : >"\${MARKS}/end"
      for unit in "\${UNITS}"/stargate-*; do until_gone "\${unit}"; done`;
    const { stdout, stderr } = server.tell(story);
    expect(server.calls).toHaveLength(1);
    expect(stdout.split("\n").sort()).toEqual(["", "running", "started"]);
    expect(stderr.match(/another run is at work on the server/g)).toHaveLength(2);
  });
});
