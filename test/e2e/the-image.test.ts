import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildBaseLayer } from "../../hack/image/base";
import { buildImage, readImage } from "../../hack/image/image";
import { type Sources, sourcesOf } from "../../hack/image/sources";
import { recipeOf, VARIANTS, type Variant } from "../../hack/image/variant";
import { ensureTools } from "../../hack/lab/binaries/ensure";
import { craneModule } from "../../hack/lab/binaries/tool-module";
import { npm, REPOSITORY } from "./world/lab";

/** What images are made from. */
const FILES = ["node_modules", "dist", "package.json", "package-lock.json", "LICENSE"];

/** The user of the images. */
const NOBODY = "65532:65532";

interface Made {
  readonly layout: string;
  readonly digest: string;
}

interface Manifest {
  readonly layers: readonly { readonly digest: string }[];
}

describe("the images", () => {
  let folder: string;
  /** The same checkout, elsewhere. */
  let sources: Sources;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "stargate-image-"));
    // Another user is to reach the root file systems in it.
    chmodSync(folder, 0o755);
    sources = sourcesOf(path.join(folder, "elsewhere"));
    mkdirSync(sources.root);
    const files = FILES.map(file => path.join(REPOSITORY, file));
    // Half a gigabyte that nobody writes to: linked where it can be.
    const linked = spawnSync("cp", ["--archive", "--link", ...files, sources.root]);
    if (linked.status !== 0) {
      execFileSync("cp", ["--archive", "--force", ...files, sources.root]);
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const blob = (layout: string, digest: string): string =>
    path.join(layout, "blobs", ...digest.split(":"));

  function manifestOf({ layout, digest }: Made): Manifest {
    return JSON.parse(readFileSync(blob(layout, digest), "utf8")) as Manifest;
  }

  /** As a user makes it. */
  function made(variant: Variant, ...args: readonly string[]): Made {
    const { code, stdout, stderr } = npm("image", "--variant", variant, "-o", "json", ...args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return JSON.parse(stdout) as Made;
  }

  /** Runs a program in the image's file system as its user, with nothing mounted. */
  function runIn(image: Made, ...command: readonly [string, ...string[]]): string {
    return execFileSync("chroot", within(image, ...command), { encoding: "utf8" });
  }

  /** The same as arguments. */
  function within(image: Made, ...command: readonly [string, ...string[]]): [string, ...string[]] {
    const root = mkdtempSync(path.join(folder, "root-"));
    chmodSync(root, 0o755);
    for (const { digest } of manifestOf(image).layers) {
      execFileSync("tar", ["-C", root, "-xzf", blob(image.layout, digest)]);
    }
    return [`--userspec=${NOBODY}`, root, ...command];
  }

  it.each(VARIANTS)("%s is the same, made a second time in another folder", async variant => {
    const [baseFolder, target] = ["base", "image"].map(name =>
      path.join(folder, `${variant}-${name}`),
    ) as [string, string];
    [baseFolder, target].forEach(each => mkdirSync(each));
    const base = { ...(await buildBaseLayer(sources, baseFolder, () => undefined)), key: "" };
    await buildImage({ recipe: await recipeOf(variant, sources), base, sources }, target);
    const again = await readImage(target);
    const first = made(variant);
    expect(again.digest).toBe(first.digest);
    expect(readFileSync(again.sbom, "utf8")).toBe(
      readFileSync(path.join(first.layout, "../sbom.cdx.json"), "utf8"),
    );
  });

  it("run as nobody, and without anything of the machine", () => {
    const script =
      "console.log(process.getuid(), typeof require('/app/node_modules/pepr').Capability)";
    expect(runIn(made("controller"), "/usr/local/bin/node", "-e", script)).toBe("65532 function\n");
    expect(runIn(made("stargate"), "/usr/local/bin/stargate", "--help")).toContain("logs");
  });

  it("watch and judge in the image what they do outside of it", async () => {
    const node = path.join(REPOSITORY, "node_modules/.bin/node");
    const outside = await capabilitiesOf(node, path.join(REPOSITORY, "dist/pepr-stargate.js"));
    const entrypoint = within(made("stargate"), "/usr/local/bin/node", "/app/stargate.js");
    expect(JSON.stringify(outside)).toContain("servers");
    expect(await capabilitiesOf("chroot", ...entrypoint)).toEqual(outside);
  });

  it("have a bill of materials with Debian's packages, Node.js and what is bundled", () => {
    const bill = readFileSync(path.join(made("stargate").layout, "../sbom.cdx.json"), "utf8");
    const { components } = JSON.parse(bill) as {
      readonly components: readonly { readonly name: string }[];
    };
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["libc6", "node", "pepr", "ssh2", "commander"]));
    expect(names).not.toContain("typescript");
  });

  it("go to a registry, and the bill of materials with them", async () => {
    const { directory } = await ensureTools(craneModule(), () => undefined);
    const port = await freePort();
    const registry = spawn(
      path.join(directory, "crane"),
      ["registry", "serve", "--address", `127.0.0.1:${port}`],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    try {
      await once(registry.stderr, "data");
      const { digest } = made("stargate", "--push", `127.0.0.1:${port}/stargate:1`, "--insecure");
      const url = `http://127.0.0.1:${port}/v2/stargate/manifests`;
      const pushed = await fetch(`${url}/1`);
      expect(pushed.headers.get("docker-content-digest")).toBe(digest);
      // Where a registry does not know of referrers, they are listed under this tag.
      const referrers = await fetch(`${url}/${digest.replace(":", "-")}`);
      expect(await referrers.json()).toMatchObject({
        manifests: [{ artifactType: "application/vnd.cyclonedx+json" }],
      });
    } finally {
      registry.kill();
    }
  });
});

/** What a module tells Pepr's build of itself. */
async function capabilitiesOf(
  ...[file, ...args]: readonly [string, ...string[]]
): Promise<unknown> {
  const child = spawn(file, args, {
    env: { ...process.env, PEPR_MODE: "build" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit"),
  ])) as unknown[];
  child.kill();
  return message;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
