import { existsSync, globSync, readFileSync } from "node:fs";
import { RUN_TIMEOUT_SECONDS, TOKEN_GRACE_SECONDS } from "../../lib/defaults";

const DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...globSync("docs/*.md")];
const NAMED_FILE = /`((?:lib|test|hack|crds|capabilities)\/[\w./-]+\.\w+)`/g;

function read(file: string): string {
  return readFileSync(file, "utf8");
}

/** What the expression's first group says in the file. */
function said(file: string, expression: RegExp): string | undefined {
  return expression.exec(read(file))?.[1];
}

describe("the documents", () => {
  it.each(DOCUMENTS)("%s names only files that there are", document => {
    const named = [...read(document).matchAll(NAMED_FILE)].map(([, file = ""]) => file);
    expect(named.filter(file => !existsSync(file))).toEqual([]);
  });

  it("ask for the version of Go that the lab's modules need, and so does the setup", () => {
    const needed = globSync("hack/lab/**/go.mod").map(file => said(file, /^go 1\.(\d+)/m));
    const newest = Math.max(...needed.map(Number));
    expect(said("README.md", /Go 1\.(\d+) or newer/)).toBe(String(newest));
    expect(said("hack/setup.sh", /^readonly oldest_go_minor=(\d+)$/m)).toBe(String(newest));
  });

  it("promise of a join token what its life is by default", () => {
    const minutes = (RUN_TIMEOUT_SECONDS + TOKEN_GRACE_SECONDS) / 60;
    expect(said("SECURITY.md", /(\d+) minutes by default/)).toBe(String(minutes));
    expect(said("SECURITY.md", /and (\d+) s more/)).toBe(String(TOKEN_GRACE_SECONDS));
  });
});
