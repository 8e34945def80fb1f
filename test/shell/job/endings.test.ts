import { OTHER_RUN, RUN, TrialServer } from "./server";
import type { TrialSteps } from "./run";

/** Marks that it is at work, and ends when it is told to, or after so many seconds. */
const WORK: TrialSteps = {
  work: {
    check: "[[ ! -e ${MARKS}/done ]] || exit 0; exit 10\n",
    apply:
      ': >"${MARKS}/began"; until [[ -e ${MARKS}/go ]]; do sleep 0.05; done; : >"${MARKS}/done"\n',
    seconds: 30,
  },
  never: { check: ': >"${MARKS}/never"\n' },
};

describe("how a run ends:", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer().withUnits();
  });

  afterEach(() => {
    server.scratch.remove();
  });

  /** What inspect.sh says. */
  function inspect(): string {
    server.offer("inspect", "job/inspect");
    return server.send("inspect").stdout;
  }

  describe("cancel.sh", () => {
    it("lets a script that is at work finish, and nothing begin after it (F32)", async () => {
      await server.offerSteps("start", WORK);
      server.offerCancel("cancel", { grace: 20 });
      const { code, stdout } = server.tell(`
        send start >/dev/null; until_there "\${MARKS}/began"
        send cancel & until_there "\${RUNS}/\${RUN}/cancel"
        : >"\${MARKS}/go"; wait "$!"`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ result: "Failed", reason: "Cancelled" });
      expect([server.has("marks/done"), server.has("marks/never")]).toEqual([true, false]);
      expect(server.exit()).toMatchObject({ step: "work", reason: "Cancelled" });
      expect(server.journal().at(-2)).toMatchObject({ event: "step-finished", state: "Failed" });
      expect(server.has(`root/run/stargate/${RUN}`)).toBe(false);
    });

    it("stops a script that takes longer than the grace, with all that it started", async () => {
      const check = "sleep 300 & : >${MARKS}/began; sleep 300\n";
      await server.offerSteps("start", { stuck: { check, seconds: 300 } });
      server.offerCancel("cancel", { grace: 1 });
      const { code } = server.tell(`
        send start >/dev/null; until_there "\${MARKS}/began"; unit=$(<"\${UNITS}/stargate-\${RUN}")
        send cancel >/dev/null || exit
        ! ps -s "\${unit}" -o stat=,args= | grep -v ^Z`);
      expect(code).toBe(0);
      expect(server.exit()).toMatchObject({ reason: "Cancelled", step: "stuck" });
      expect(server.journal().at(-1)).toMatchObject({ event: "run-finished" });
    });

    it("ends the wait before another try at once", async () => {
      const steps = { flaky: { check: ": >${MARKS}/tried; exit 1\n", attempts: 3 } };
      const limits = "BACKOFF_BASE_MS=100000000\nBACKOFF_CAP_MS=100000000\n";
      await server.offerSteps("start", steps, { limits });
      server.offerCancel("cancel", { grace: 20 });
      const before = Date.now();
      server.tell(`
        send start >/dev/null; until_there "\${MARKS}/tried"
        until grep -q retried "\${RUNS}/\${RUN}/journal.jsonl"; do sleep 0.1; done
        send cancel >/dev/null`);
      expect(Date.now() - before).toBeLessThan(15_000);
      expect(server.exit()).toMatchObject({ reason: "Cancelled", step: "flaky" });
    });

    it("keeps a run from ever coming that has not come yet", async () => {
      await server.offerStart("late", { fence: 1 });
      server.offerCancel("cancel", { fence: 2 });
      expect(server.send("cancel").code).toBe(0);
      expect(server.send("late").code).toBe(76);
      await server.offerStart("later", { fence: 2 });
      expect(server.send("later").stdout).toBe("finished\n");
      expect(server.calls).toEqual([]);
      expect(inspect()).toContain('finished\n{"time":"');
    });

    it("leaves the record of a finished run as it is, and says it", () => {
      server.scratch.write(server.path("exit.json"), '{"result":"Succeeded"}\n');
      server.offerCancel("cancel");
      expect(server.send("cancel").stdout).toBe('{"result":"Succeeded"}\n');
      expect(server.send("cancel").stdout).toBe('{"result":"Succeeded"}\n');
    });

    it("ends a run that was lost for good", () => {
      server.scratch.write(server.path("journal.jsonl"), '{"event":"run-started","bo');
      server.scratch.write(`root/run/stargate/${RUN}/join.yaml`, "token");
      server.offerCancel("cancel");
      const { stdout } = server.send("cancel");
      expect(server.send("cancel").stdout).toBe(stdout);
      expect(server.has(`root/run/stargate/${RUN}`)).toBe(false);
      expect(server.scratch.read(server.path("journal.jsonl"))).toMatch(
        /^\{"event":"run-started","bo\n\{"time":.*"event":"run-finished".*\}\n$/,
      );
    });

    it("is refused to a controller that was overtaken (F4)", () => {
      server.scratch.write("root/var/lib/stargate/fence", `5 ${RUN}\n`);
      server.offerCancel("cancel", { fence: 4 });
      const { code, stderr } = server.send("cancel");
      expect([code, stderr]).toEqual([76, "the fence 4 is stale: highest=5\n"]);
      expect(server.has(server.path(""))).toBe(false);
    });

    it("does not take the server from the run of another operation", async () => {
      await server.offerSteps("start", WORK, { run: OTHER_RUN, fence: 3 });
      server.offerCancel("cancel", { fence: 4 });
      const { code } = server.tell(`
        send start >/dev/null; until_there "\${MARKS}/began"
        send cancel >/dev/null; : >"\${MARKS}/go"; until_gone "\${UNITS}/stargate-${OTHER_RUN}"`);
      expect(code).toBe(0);
      expect(server.exit()).toMatchObject({ reason: "Cancelled" });
      expect(server.exit(OTHER_RUN)).toMatchObject({ result: "Succeeded" });
      expect(server.fence).toBe(`3 ${OTHER_RUN}`);
    });
  });

  describe("stopped.sh", () => {
    it("speaks for a run that systemd ended at its limit, and removes its secrets", async () => {
      await server.offerSteps("start", { quick: { check: "" }, ...WORK }, { runSeconds: 2 });
      server.tell('send start; until_gone "${UNITS}/stargate-${RUN}"');
      expect(server.exit()).toMatchObject({
        result: "Failed",
        step: "work",
        reason: "RunTimedOut",
        message: "the run took longer than 2 s",
      });
      expect(server.journal().slice(-2)).toEqual([
        expect.objectContaining({ event: "step-finished", step: "work", state: "Failed" }),
        expect.objectContaining({ event: "run-finished", reason: "RunTimedOut" }),
      ]);
      expect(server.has(`root/run/stargate/${RUN}`)).toBe(false);
      expect(inspect()).toContain("RunTimedOut");
    });

    it("says nothing for a runner that was killed: its run is lost, and may start again", async () => {
      await server.offerSteps("start", WORK);
      server.tell(`
        send start; until_there "\${MARKS}/began"
        kill -KILL "$(<"\${UNITS}/stargate-\${RUN}")"; until_gone "\${UNITS}/stargate-\${RUN}"`);
      expect(server.has(server.path("exit.json"))).toBe(false);
      expect(server.has(`root/run/stargate/${RUN}`)).toBe(false);
      expect(inspect()).toBe("lost killed\n");
      server.tell(': >"${MARKS}/go"; send start; until_gone "${UNITS}/stargate-${RUN}"');
      expect(server.exit()).toMatchObject({ result: "Succeeded" });
    });

    it("does not take a shutdown that had to kill for the end of the run's time (F28)", () => {
      server.scratch.write(server.path("journal.jsonl"), "");
      server.scratch.write("stopped.sh", server.text("job/stopped"));
      const stopped = `bash ${server.scratch.path("stopped.sh")} "\${RUNS}/\${RUN}" /run/stargate/x`;
      server.tell(`
        cut -d . -f 1 /proc/uptime >"\${RUNS}/\${RUN}/began"
        SERVICE_RESULT=timeout ${stopped} 900`);
      expect(server.has(server.path("exit.json"))).toBe(false);
      server.tell(`
        echo 0 >"\${RUNS}/\${RUN}/began"
        SERVICE_RESULT=timeout ${stopped} 1`);
      expect(server.exit()).toMatchObject({ reason: "RunTimedOut" });
      expect("step" in server.exit()).toBe(false);
    });
  });

  describe("a run without a whole record", () => {
    const SAID = '{"event":"run-finished","result":"Succeeded"}';

    it.each([undefined, "", "{"])("is over when its journal says so: record %j", async record => {
      if (record !== undefined) {
        server.scratch.write(server.path("exit.json"), record);
      }
      server.scratch.write(server.path("journal.jsonl"), `{"event":"run-started"}\n${SAID}\n`);
      await server.offerSteps("start", WORK);
      expect(server.send("start").stdout).toBe("finished\n");
      server.offerCancel("cancel");
      expect(server.send("cancel").stdout).toBe(`${SAID}\n`);
      expect(inspect()).toBe(`finished\n${SAID}\n`);
      expect(server.calls).toEqual([]);
    });

    it("was lost when its journal ends in half a line", () => {
      server.scratch.write(server.path("exit.json"), "");
      server.scratch.write(server.path("journal.jsonl"), SAID.slice(0, -1));
      expect(inspect()).toBe("lost killed\n");
    });

    it("keeps what it said when it is cancelled at that moment", () => {
      server.scratch.write(server.path("journal.jsonl"), `${SAID}\n`);
      server.scratch.write(server.path("cancel"), "");
      server.scratch.write("stopped.sh", server.text("job/stopped"));
      server.tell(`bash ${server.scratch.path("stopped.sh")} "\${RUNS}/\${RUN}" /run/stargate/x 9`);
      expect(inspect()).toBe(`finished\n${SAID}\n`);
    });
  });

  describe("inspect.sh", () => {
    it("tells a server that has booted since from one that has not", () => {
      expect(inspect()).toBe("absent\n");
      const started = (boot: string) => `{"event":"run-started","bootId":"${boot}"}\n`;
      server.scratch.write(server.path("journal.jsonl"), started("an-older-one"));
      expect(inspect()).toBe("lost rebooted\n");
      const now = server.tell("cat /proc/sys/kernel/random/boot_id").stdout.trim();
      server.scratch.write(server.path("journal.jsonl"), started("an-older-one") + started(now));
      expect(inspect()).toBe("lost killed\n");
    });
  });
});
