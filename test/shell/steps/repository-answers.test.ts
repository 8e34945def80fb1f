import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repositories } from "../../../lib/bootstrap/steps/repositories";
import { aRunSpec } from "../../fakes/run-spec";
import { Scratch, script } from "../scratch";

/** A real apt, and a web server beside it: a scratch's commands hold up this process. */
describe("a repository that answers", () => {
  let server: ChildProcess;
  let origin: string;
  let scratch: Scratch;

  beforeAll(async () => {
    server = spawn(process.execPath, [join(__dirname, "answers-as-asked.mjs")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(server.stdout!, "data")) as [Buffer];
    origin = `http://127.0.0.1:${port.toString().trim()}`;
  });

  afterAll(() => {
    server.kill();
  });

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => {
    scratch.remove();
  });

  /** What the step says of a repository there; with a key it has nothing to download but the list of packages. */
  function said(
    path: string,
    key?: string,
  ): { readonly code: number | null; readonly result: string } {
    const url = `${origin}${path}`;
    const run = aRunSpec({ repositories: [{ url, key, fingerprint: undefined }] });
    const { files } = repositories({ ...run, kubernetesVersion: "1.31" });
    for (const [name, content] of Object.entries(files)) {
      scratch.write(`files/${name}`, content);
    }
    scratch.write("result", "");
    const part = key === undefined ? "apply" : "check";
    const withApt = ["bash", join(__dirname, "../with-apt.sh"), scratch.path("apt")];
    const text =
      part === "apply"
        ? ""
        : `cp "$FILES_DIR/stargate.sources" /etc/apt/sources.list.d/; cp "$FILES_DIR/repositories/0/key.asc" /etc/apt/keyrings/stargate-0.asc; `;
    const command = `${text}bash ${script(`repositories/${part}.sh`)}`;
    const { code } = scratch.run([...withApt, "bash", "-c", command], {
      env: {
        LIB: script("lib.sh"),
        FILES_DIR: scratch.path("files"),
        RESULT_FILE: scratch.path("result"),
        PACKAGE_LOCK_SECONDS: "2",
        KUBERNETES_VERSION: "1.31",
      },
    });
    return { code, result: scratch.read("result") };
  }

  describe.each([
    ["where its key is downloaded", undefined],
    ["where its list is downloaded", "a key"],
  ])("%s", (_, key) => {
    it.each([
      [404, "404 Not Found"],
      [403, "403 Forbidden"],
    ])("%i for the path of a minor has no such minor", (status, words) => {
      const { code, result } = said(`/${status}/v1.31/deb/`, key);
      expect(code).toBe(1);
      expect(result).toContain("reason=VersionNotAvailable\n");
      expect(result).toMatch(
        `message=there is no Kubernetes 1.31 at ${origin}/${status}/v1.31/deb`,
      );
      expect(result).toMatch(`, which answers ${words}\n`);
      expect(result).toContain("remedy=change spec.kubernetesVersion in the profile, or correct");
    });

    it("404 for a path without the minor is not where its URL says", () => {
      const { code, result } = said("/404/v1.310/deb/", key);
      expect(code).toBe(1);
      expect(result).toContain("reason=RepositoryUnreachable\n");
      expect(result).toContain(": it answers 404 Not Found\n");
    });

    it("503 is tried again, whatever the path", () => {
      const { code, result } = said("/503/v1.31/deb/", key);
      expect(code).toBe(75);
      expect(result).toContain("reason=RepositoryUnreachable\n");
    });
  });
});
