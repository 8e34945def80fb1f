import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { existsSync } from "node:fs";
import { archive } from "../../../lib/bootstrap/archive";
import { inspectJob, startJob } from "../../../lib/bootstrap/job";
import type { RemoteHost } from "../../../lib/ports/remote-host";
import { until } from "../../e2e/world/until";
import { bash, FarmWorld, signal } from "./world";

const UID = "0b0c0d0e-0000-4000-8000-00000000000f";

describe("systemd's stand-in on a farm", () => {
  let world: FarmWorld;

  beforeAll(async () => {
    world = await FarmWorld.open("systemd", 1);
  });

  afterEach(async () => {
    await world.calm();
  });

  afterAll(async () => {
    await world.close();
  });

  const unit = `stargate-${UID}`;
  const isState = (host: RemoteHost, state: string): Promise<unknown> =>
    until(`unit to be ${state}`, 10_000, async () => {
      const seen = await bash(host, `systemctl is-active ${unit} || true`);
      return seen === state || undefined;
    });

  it("runs the product's own job, detached, and knows when it has ended", async () => {
    const host = await world.login(0);
    const runner = 'touch "$1/ran"; sleep 1; echo \'{"result":"Succeeded"}\' >"$1/exit.json"\n';
    const bundle = {
      operationUid: UID,
      runSeconds: 30,
      program: await archive({ "runner.sh": runner, "stopped.sh": scripts["job/stopped"] }),
      secrets: await archive({ token: "secret" }),
    };
    await startJob(host, bundle, 1, signal);
    host.close();
    const again = await world.login(0);
    expect((await inspectJob(again, UID, signal)).kind).toBe("running");
    expect(existsSync(world.server(0).path(`/run/stargate/${UID}/token`))).toBe(true);
    await isState(again, "inactive");
    expect((await inspectJob(again, UID, signal)).kind).toBe("finished");
    expect(existsSync(world.server(0).path(`/run/stargate/${UID}`))).toBe(false);
    again.close();
  });

  it.each([
    ["true", "success exited 0"],
    ["exit 3", "exit-code exited 3"],
    ["kill -9 $$", "signal killed KILL"],
    ["sleep 60", "timeout killed TERM"],
    ["trap '' TERM; sleep 60 & wait; wait", "timeout killed KILL"],
  ])("says how '%s' ended", async (command, told) => {
    const host = await world.login(0);
    await bash(
      host,
      `systemd-run --quiet --collect --unit=${unit} -p RuntimeMaxSec=1 -p TimeoutStopSec=3 \\`,
      "  -p 'ExecStopPost=/bin/bash -c \"env >/tmp/told.new; mv /tmp/told.new /tmp/told\"' \\",
      `  bash -c '${command.replaceAll("'", String.raw`'\''`)}'`,
    );
    await isState(host, "inactive");
    const said = await bash(
      host,
      ". /tmp/told",
      "echo ${SERVICE_RESULT} ${EXIT_CODE} ${EXIT_STATUS}",
      "rm /tmp/told",
    );
    expect(said).toBe(told);
    host.close();
  });

  it("stops a unit with everything that it has started", async () => {
    const host = await world.login(0);
    const start = `systemd-run --collect --unit=${unit} bash -c 'setsid sleep 77 & sleep 77'`;
    await bash(host, start);
    expect(
      Number(await bash(host, `systemctl show --property=MainPID --value ${unit}`)),
    ).toBeGreaterThan(1);
    expect((await host.run({ text: `${start}\n` }, signal)).stderr).toContain("already loaded");
    await bash(host, `systemctl stop ${unit}`);
    expect(await bash(host, "pgrep -fc 'sleep 77' || true")).toBe("0");
    await isState(host, "inactive");
    host.close();
  });
});
