import { spawn, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureUp, lab } from "./world/lab";

/** Commands of the documents that another test, or the gate itself, runs. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "npm run demo": "the-demo.test.ts",
  "npm test": "the gate, which runs this",
  "npm run image -- -o json": "the-image.test.ts",
  "npm run chart": "the-chart.test.ts",
  "npm run lab -- down --purge": "npm test, at its end",
  "kubectl apply --server-side -f crds -f config":
    "in-the-cluster.test.ts: npm run lab -- module deploy does just these three",
  "npx pepr deploy --yes --image ghcr.io/defenseunicorns/pepr/controller:v1.1.4":
    "in-the-cluster.test.ts, with what stands for that image",
  "kubectl rollout status deployment -n pepr-system": "in-the-cluster.test.ts",
  "bash hack/uninstall.sh": "pods-come-and-go.test.ts",
  "kubectl delete secret stargate-webhook -n pepr-system": "webhook-certificates-rotate.test.ts",
  "npm run stargate -- logs -f srv/server-1 -n dc-1":
    "following-along.test.ts, in a namespace of its own",
  "npm run stargate -- repave -l rack=a -n dc-1 --profile k8s-1.34 --max-unavailable 25% --canary 1":
    "two-servers-are-upgraded.test.ts, in a namespace of its own",
  'kubectl annotate server worker-1 -n dc-1 stargate.io/skip-cleanup="burnt down, ticket 4711"':
    "a-server-leaves.test.ts, in a namespace of its own",
  "kubectl delete server worker-1 -n dc-1": "a-server-leaves.test.ts, in a namespace of its own",
};

const DOCUMENTS = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md", "hack/farm/README.md"],
  ...globSync("docs/**/*.md"),
  // Last, because it takes the lab down.
  "hack/lab/README.md",
];

/** Lines of the bash blocks of a document. */
function commandsOf(document: string): readonly string[] {
  const text = readFileSync(document, "utf8");
  return [...text.matchAll(/```bash\n([^]*?)```/g)].flatMap(([, block = ""]) =>
    block.split("\n").filter(line => line !== "" && !line.startsWith("#")),
  );
}

const COMMANDS = DOCUMENTS.flatMap(document =>
  commandsOf(document).map(command => ({ document, command })),
);

describe("the documents", () => {
  beforeAll(() => {
    ensureUp();
  });

  afterAll(() => {
    // The documents take the lab down, and what they applied would be another datacenter with the same router.
    ensureUp();
    lab(...["exec", "cp", "--", "kubectl", "delete", "namespace", "dc-1", "--ignore-not-found"]);
  });

  it("have commands that this can find", () => {
    expect(COMMANDS.length).toBeGreaterThan(5);
  });

  it.each(COMMANDS.filter(({ command }) => !(command in RUN_ELSEWHERE)))(
    "$document: $command",
    ({ command }) => {
      // As the README says.
      const env = { ...process.env, KUBECONFIG: lab("kubeconfig").trim() };
      const options = { encoding: "utf8", env } as const;
      const { status, stdout, stderr } = spawnSync("bash", ["-c", command], options);
      expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
    },
  );

  it.each(DOCUMENTS)("%s names only scripts that there are", document => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      scripts: Readonly<Record<string, string>>;
    };
    const named = [...readFileSync(document, "utf8").matchAll(/npm run (?:--silent )?([\w:-]+)/g)];
    expect(named.map(([, name = ""]) => name).filter(name => !(name in scripts))).toEqual([]);
  });

  it.each(DOCUMENTS)("%s links only to what there is", document => {
    const links = [...readFileSync(document, "utf8").matchAll(/\]\((?!https?:)([^)#]+)\)/g)];
    const dead = links
      .map(([, target = ""]) => join(dirname(document), target))
      .filter(target => !existsSync(target));
    expect(dead).toEqual([]);
  });
});

describe("npm run dev", () => {
  it("brings the lab up to date and watches until it is interrupted", async () => {
    // A process group of its own, so that it can be interrupted as a terminal does.
    const dev = spawn("npm", ["run", "--silent", "dev"], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let said = "";
    const watching = new Promise<void>((resolve, reject) => {
      dev.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("watching for changes")) {
          resolve();
        }
      });
      dev.once("exit", () => {
        reject(new Error(`it ended: ${said}`));
      });
    });
    await watching;
    const ended = new Promise(resolve => dev.once("exit", resolve));
    process.kill(-(dev.pid ?? 0), "SIGINT");
    await ended;
    expect(said).toMatch(/start watcher/);
  });
});
