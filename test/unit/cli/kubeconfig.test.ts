import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { CommandError } from "../../../lib/cli/errors";
import { loadKubeConfig } from "../../../lib/cli/kubeconfig";

const folder = mkdtempSync(join(tmpdir(), "stargate-kubeconfig-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a kubeconfig with one context of that name, which is the current one if it is said so. */
function kubeconfig(name: string, { current = "", server = `https://${name}:6443` } = {}): string {
  const file = join(folder, `${name}-${current}`);
  const config = {
    clusters: [{ name: `cluster-${name}`, cluster: { server } }],
    users: [{ name: `user-${name}`, user: {} }],
    contexts: [
      {
        name,
        context: { cluster: `cluster-${name}`, user: `user-${name}`, namespace: `ns-${name}` },
      },
    ],
    "current-context": current,
  };
  writeFileSync(file, stringify(config));
  return file;
}

/** An environment with these kubeconfigs. */
function among(...kubeconfigs: readonly string[]) {
  return { kubeconfigs, isInCluster: false, wantsColour: false };
}

describe("loadKubeConfig", () => {
  it("reads the file that an option names, whatever the environment says", () => {
    const file = kubeconfig("a", { current: "a" });
    const config = loadKubeConfig({ kubeconfig: file }, among("/nowhere"));
    expect(config.getCurrentCluster()?.server).toBe("https://a:6443");
  });

  it("merges the environment's files as kubectl does: the first counts, what is missing does not", () => {
    const b = kubeconfig("b", { current: "b" });
    const again = join(folder, "again");
    writeFileSync(
      again,
      stringify({ clusters: [{ name: "cluster-b", cluster: { server: "x" } }] }),
    );
    const environment = among("/nowhere", kubeconfig("a"), b, again);
    const config = loadKubeConfig({}, environment);
    expect(config.getCurrentCluster()?.server).toBe("https://b:6443");
    const other = loadKubeConfig({ context: "a" }, environment);
    expect(other.getCurrentCluster()?.server).toBe("https://a:6443");
  });

  it("is a pod's own where there is no file", () => {
    const config = loadKubeConfig({}, { ...among("/nowhere"), isInCluster: true });
    expect(config.getCurrentContext()).toBe("inClusterContext");
  });

  it.each([
    ["no file at all", {}, among("/nowhere"), "there is no kubeconfig: /nowhere does not exist"],
    ["a file that is not there", { kubeconfig: "/nowhere" }, among(), "/nowhere cannot be used"],
  ])("refuses %s", (_, options, environment, want) => {
    expect(() => loadKubeConfig(options, environment)).toThrow(want);
  });

  it.each([
    ["something else", ":\n- no\nyaml: ["],
    ["nothing", ""],
  ])("refuses a file that holds %s, in one line", (_, text) => {
    const file = join(folder, "broken");
    writeFileSync(file, text);
    expect(() => loadKubeConfig({ kubeconfig: file }, among())).toThrow(
      /broken cannot be used: .+$/,
    );
  });

  it("refuses a context that is not there, and names those that are", () => {
    const file = kubeconfig("a", { current: "a" });
    const act = () => loadKubeConfig({ kubeconfig: file, context: "b" }, among());
    expect(act).toThrow(new CommandError("the kubeconfig has no context b", "it has: a"));
  });

  it("refuses to guess where no context is the current one, or its cluster is missing", () => {
    const file = kubeconfig("a");
    expect(() => loadKubeConfig({ kubeconfig: file }, among())).toThrow("no current context");
    const gone = join(folder, "gone");
    writeFileSync(gone, stringify({ "current-context": "c" }));
    const act = () => loadKubeConfig({ kubeconfig: gone }, among());
    expect(act).toThrow("context c names no cluster");
  });
});
