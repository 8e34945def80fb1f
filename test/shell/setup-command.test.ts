import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { type Ended, Scratch } from "./scratch";

/** What `npm ci` leaves: a lock file of its own, and these programs. */
function installing(...tools: readonly string[]): string {
  const links = tools.map(tool => `ln -s /bin/true node_modules/.bin/${tool}`);
  return ["mkdir -p node_modules/.bin", ...links, "touch node_modules/.package-lock.json"].join(
    "\n",
  );
}

describe("hack/setup.sh", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
    scratch.write("repository/package-lock.json", "{}");
    scratch.write("repository/hack/setup.sh", "");
    copyFileSync("hack/setup.sh", scratch.path("repository/hack/setup.sh"));
    scratch.write("calls", "");
  });

  afterEach(() => {
    scratch.remove();
  });

  function run(): Ended {
    const command = ["bash", scratch.path("repository/hack/setup.sh"), "--quiet"];
    return scratch.run(command, { env: scratch.stubs });
  }

  const installations = (): number => scratch.read("calls").split("\n").length - 1;
  const stamped = (): boolean => scratch.has("repository/node_modules/.stargate-setup");

  it("has npm install the tools and run their scripts, whatever its settings say", () => {
    scratch.stub("npm", installing("node", "tsx"));
    expect(run()).toMatchObject({ code: 0 });
    expect(scratch.read("calls")).toMatch(/^npm ci --include=dev --ignore-scripts=false /);
    expect(stamped()).toBe(true);
  });

  it("is done once", () => {
    scratch.stub("npm", installing("node", "tsx"));
    run();
    expect(run()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(installations()).toBe(1);
  });

  it.each([[["node"]], [["tsx"]], [[]]])(
    "is not done when npm has ended well, but left only %j",
    tools => {
      scratch.stub("npm", installing(...tools));
      const { code, stderr } = run();
      expect(code).toBe(1);
      expect(stderr).toContain("or node_modules/.bin/tsx does not run");
      expect(stamped()).toBe(false);
    },
  );

  it("takes what somebody has just installed by hand", () => {
    scratch.write("repository/node_modules/.package-lock.json", "{}");
    mkdirSync(scratch.path("repository/node_modules/.bin"));
    for (const tool of ["node", "tsx"]) {
      symlinkSync("/bin/true", scratch.path(`repository/node_modules/.bin/${tool}`));
    }
    expect(run()).toMatchObject({ code: 0, stderr: "" });
    expect(installations()).toBe(0);
  });

  it("installs again over what was installed by hand and lacks the tools", () => {
    scratch.write("repository/node_modules/.package-lock.json", "{}");
    scratch.stub("npm", installing("node", "tsx"));
    expect(run()).toMatchObject({ code: 0 });
    expect(installations()).toBe(1);
  });
});
