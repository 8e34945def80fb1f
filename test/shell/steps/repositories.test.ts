import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { Scratch, script } from "../scratch";

describe("the key of a repository", () => {
  let scratch: Scratch;
  let keys: readonly { readonly armored: string; readonly fingerprint: string }[];

  beforeAll(() => {
    scratch = new Scratch();
    keys = ["owner", "somebody"].map(makeKey);
  });

  afterAll(() => {
    gpgconf("--kill", "gpg-agent");
    scratch.remove();
  });

  function gpg(...args: readonly string[]): string {
    const home = scratch.path("gnupg");
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return execFileSync("gpg", ["--homedir", home, "--batch", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  function gpgconf(...args: readonly string[]): void {
    execFileSync("gpgconf", ["--homedir", scratch.path("gnupg"), ...args]);
  }

  function makeKey(name: string): { armored: string; fingerprint: string } {
    gpg("--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never");
    const [, fingerprint = ""] =
      /^fpr:+([0-9A-F]+):/m.exec(gpg("--with-colons", "--list-keys", name)) ?? [];
    return { armored: gpg("--armor", "--export", name), fingerprint };
  }

  /** What `apply.sh` says of a repository with this key file, whose fingerprint is pinned. */
  function apply(key: string, fingerprint: string): string {
    scratch.write("result", "");
    scratch.write("files/repositories/0/url", "http://packages.example/");
    scratch.write("files/repositories/0/key.asc", key);
    scratch.write("files/repositories/0/fingerprint", fingerprint);
    scratch.write("files/stargate.sources", "");
    scratch.run(["bash", script("repositories/apply.sh")], {
      env: {
        LIB: script("lib.sh"),
        FILES_DIR: scratch.path("files"),
        RESULT_FILE: scratch.path("result"),
        PACKAGE_LOCK_SECONDS: "2",
      },
    });
    return scratch.read("result");
  }

  it("is taken when it is the pinned one", () => {
    expect(apply(keys[0]!.armored, keys[0]!.fingerprint)).toBe("");
  });

  it("is refused when it is another one", () => {
    expect(apply(keys[1]!.armored, keys[0]!.fingerprint)).toContain("reason=RepositoryNotTrusted");
  });

  it("is refused when another key came with it: apt would trust both", () => {
    const both = keys[0]!.armored + keys[1]!.armored;
    const said = apply(both, keys[0]!.fingerprint);
    expect(said).toContain("reason=RepositoryNotTrusted");
    expect(said).toContain(`${keys[0]!.fingerprint} ${keys[1]!.fingerprint}`);
  });
});
