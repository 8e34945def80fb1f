import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ensureUp, lab, labStatus, npm, onMachine } from "./world/lab";
import { Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-lab";

/** A few seconds on an idle host. */
const BOOT_TIMEOUT_MS = 180_000;

describe("the lab's inventory", () => {
  beforeAll(() => {
    ensureUp();
  });

  // Before anybody declares the same servers elsewhere.
  it("can be piped: the inventory is applied by the server, as the demo does", () => {
    const pipe = "npm run --silent lab -- inventory | npm run --silent lab -- exec cp -- kubectl";
    const apply = `${pipe} apply --server-side --dry-run=server -f -`;
    // A dry run makes no namespace for what is to be in it.
    const made = onMachine("cp", "kubectl", "create", "namespace", "dc-1");
    const { status, stderr } = spawnSync("bash", ["-c", apply], { encoding: "utf8" });
    if (made.code === 0) {
      onMachine("cp", "kubectl", "delete", "namespace", "dc-1");
    }
    const others = stderr.split("\n").filter(line => line !== "" && !line.startsWith("Warning: "));
    // What a dry run makes is not there for what refers to it.
    expect([status, others]).toEqual([0, []]);
  });
});

describe("the lab's commands", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-2");
    await site.declareServer("server-2");
    await site.repave("join", "server-2");
    await site.success("join");
  });

  afterAll(async () => {
    await site.close();
  });

  it("keep stdout for data", () => {
    expect(lab("kubeconfig")).toBe(`${labStatus().kubeconfig}\n`);
    expect(existsSync(labStatus().kubeconfig)).toBe(true);
    expect(npm("lab", "up").stdout).toBe("");
  });

  it("pass on the exit code and the output of what they run", () => {
    const { code, stdout, stderr } = onMachine(
      "router",
      "bash",
      "-c",
      "echo a; echo b >&2; exit 7",
    );
    expect([code, stdout, stderr]).toEqual([7, "a\n", "b\n"]);
  });

  it.each([
    ["a command that is none", ["sideways"], "(npm run lab -- --help)"],
    ["a machine that is none", ["machine", "stop", "server-99"], "router, server-1, server-2"],
    ["no machine", ["machine", "reset"], "(npm run lab -- machine reset --help)"],
    ["a part that is none", ["module", "stop", "x"], "(npm run lab -- module stop --help)"],
    ["an action that is none", ["module", "go"], "(npm run lab -- module --help)"],
  ])("answer %s with usage and a code of their own", (_, args, remedy) => {
    const { code, stdout, stderr } = npm("lab", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(remedy);
  });

  it("list the module's parts in the help", () => {
    expect(lab("--help").replace(/\s+/g, " ")).toContain("admission, watcher, watcher-2");
  });

  // Where all 250 fit, there is nothing to refuse.
  (availableParallelism() < 10 ? it : it.skip)(
    "refuse servers that cannot fit, and say how to insist",
    () => {
      const { code, stderr } = npm("lab", "up", "--servers", "250");
      expect(code).toBe(1);
      expect(stderr).toMatch(/250 servers do not fit this machine \(.*: enough for \d+\)/);
      expect(stderr).toMatch(/STARGATE_LAB=\S+ npm run lab -- up --servers 250 --force/);
      expect(labStatus().machines).toHaveLength(3);
    },
  );

  it("say that a smaller number of servers removed the others", () => {
    lab("up", "--servers", "3");
    expect(stateOf("server-3")).toBe("running");
    const { code, stderr } = npm("lab", "up", "--servers", "2");
    expect([code, stateOf("server-3")]).toEqual([0, undefined]);
    expect(stderr).toContain("removed server-3 with their disks");
  });

  it("say that the lab was brought up from another checkout", () => {
    writeFileSync(join(labStatus().directory, "checkout"), "/elsewhere\n");
    expect(npm("lab", "up").stderr).toMatch(/^lab \S+ was brought up from \/elsewhere; taking/m);
    expect(npm("lab", "up").stderr).not.toContain("was brought up from");
  });

  it("reboot a server, whose Node comes back under a new boot ID", async () => {
    const bootId = async (): Promise<string | undefined> => {
      const node = (await site.cluster.get("Node", "server-2")) as unknown as {
        status: { nodeInfo: { bootID: string } };
      };
      return node.status.nodeInfo.bootID;
    };
    const before = await bootId();
    lab("machine", "reboot", "server-2");
    await until("Node server-2 to report the new boot", BOOT_TIMEOUT_MS, async () =>
      (await bootId()) === before ? undefined : true,
    );
    await site.repave("again", "server-2");
    const again = await site.success("again");
    expect(again.status?.steps?.find(({ name }) => name === "join")?.state).toBe("Unchanged");
  });

  it("make a new server, which joins when its Node is gone and the operation may renew the key", async () => {
    const { hostKeys } = labStatus().machines.find(({ name }) => name === "server-2")!;
    lab("machine", "reset", "server-2");
    expect(labStatus().machines.find(({ name }) => name === "server-2")!.hostKeys).not.toEqual(
      hostKeys,
    );
    lab("exec", "cp", "--", "kubectl", "delete", "node", "server-2");
    await site.cluster.create({
      apiVersion: "stargate.io/v1alpha1",
      kind: "Operation",
      metadata: { name: "renewing", namespace: NAMESPACE },
      spec: { serverRef: { name: "server-2" }, operation: "repave", renewHostKey: true },
    });
    await site.success("renewing");
  });

  it("ask for a reboot without waiting for it, and wait for a machine that boots", async () => {
    // The start time of the guest's first process, in ticks of the host.
    const bootOf = (machine: string): string | undefined => {
      const { code, stdout } = onMachine(machine, "cat", "/proc/1/stat");
      return code === 0 ? stdout.split(" ")[21] : undefined;
    };
    const before = bootOf("router");
    lab("machine", "reboot", "router", "--no-wait");
    await until("another boot of the router", BOOT_TIMEOUT_MS, () => {
      const now = bootOf("router");
      return Promise.resolve(now === before ? undefined : now);
    });
    lab("up");
  });

  it("stop a machine and start it again", () => {
    lab("machine", "stop", "router");
    expect(stateOf("router")).toBe("stopped");
    lab("machine", "start", "router");
    expect(stateOf("router")).toBe("running");
  });
});

function stateOf(machine: string): string | undefined {
  const { machines } = labStatus() as unknown as {
    machines: readonly { name: string; state: string }[];
  };
  return machines.find(({ name }) => name === machine)?.state;
}

describe("commands on a lab that is not up", () => {
  let home: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "stargate-home-"));
  });

  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it.each([
    "module start",
    "module stop",
    "machine reboot server-1",
    "exec cp -- true",
    "exec server-1 -- true",
    "inventory",
  ])("%s: the remedy names the lab, and nothing is left behind", text => {
    const args = text.split(" ");
    const env = { ...process.env, HOME: home, STARGATE_LAB: "nope" };
    const { status, stderr } = spawnSync("node_modules/.bin/tsx", ["hack/lab/cli.ts", ...args], {
      env,
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^lab: lab nope (is not|was never) up$/m);
    expect(stderr).toMatch(/^ +STARGATE_LAB=nope npm run lab -- up$/m);
    expect(readdirSync(home, { recursive: true })).toEqual([]);
  });
});
