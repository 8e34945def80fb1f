import { Signer, type SigningKey } from "../repository";
import { Scratch, script } from "../scratch";

describe("the key of a repository", () => {
  let scratch: Scratch;
  let signer: Signer;
  let keys: readonly SigningKey[];

  beforeAll(() => {
    scratch = new Scratch();
    signer = new Signer(scratch);
    keys = ["owner", "somebody"].map(name => signer.makeKey(name));
  });

  afterAll(() => {
    signer.close();
    scratch.remove();
  });

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
