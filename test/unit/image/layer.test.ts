import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { packLayer } from "../../../hack/image/layer";
import { writeImage, writeReferrer } from "../../../hack/image/layout";

const MODE = "u=rwX,go=rX";

const sha256 = (content: Buffer): string =>
  `sha256:${createHash("sha256").update(content).digest("hex")}`;

describe("an image", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "stargate-image-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** The same two files, written in one order or the other, with other times and permissions. */
  function root(name: string, files: readonly string[], mode: number): string {
    const directory = path.join(folder, name, "root");
    mkdirSync(path.join(directory, "app"), { recursive: true });
    for (const file of files) {
      const target = path.join(directory, "app", file);
      writeFileSync(target, file);
      chmodSync(target, mode);
      utimesSync(target, mode, mode);
    }
    return directory;
  }

  const pack = async (name: string, files: readonly string[], mode: number) =>
    packLayer(root(name, files, mode), path.join(folder, name), { uid: 65_532, mode: MODE });

  it("has the same layer wherever, whenever and by whomever its files were written", async () => {
    const one = await pack("one", ["a.js", "b.js"], 0o600);
    const two = await pack("two", ["b.js", "a.js"], 0o664);
    expect(two.digest).toBe(one.digest);
    expect(two.diffId).toBe(one.diffId);
  });

  it("has layers that are what they are called, and whose files have an owner", async () => {
    const layer = await pack("one", ["a.js"], 0o600);
    const packed = readFileSync(layer.file);
    expect(layer).toMatchObject({
      digest: sha256(packed),
      diffId: sha256(gunzipSync(packed)),
      size: packed.length,
    });
    const listing = execFileSync("tar", ["-tvzf", layer.file, "--numeric-owner"], {
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC" },
    });
    expect(listing.split("\n").map(line => line.replaceAll(/ +/g, " "))).toEqual([
      "drwxr-xr-x 65532/65532 0 1970-01-01 00:00 app/",
      "-rw-r--r-- 65532/65532 4 1970-01-01 00:00 app/a.js",
      "",
    ]);
  });

  it("is a layout in which every reference leads to what it names, and so is what is told of it", async () => {
    const layer = await pack("one", ["a.js"], 0o600);
    const config = {
      entrypoint: ["/node", "/app/a.js"],
      workingDirectory: "/app",
      uid: 65_532,
      environment: { A: "1" },
      labels: { title: "t" },
    };
    const [image, about] = [path.join(folder, "image"), path.join(folder, "about")];
    const descriptor = await writeImage(image, config, [layer]);
    await writeReferrer(about, descriptor, { mediaType: "application/x", content: "bill" });
    const manifest = only(image);
    expect(manifest.layers).toMatchObject([{ digest: layer.digest, size: layer.size }]);
    expect(JSON.parse(blob(image, manifest.config.digest).toString())).toMatchObject({
      os: "linux",
      config: {
        User: "65532:65532",
        Env: ["A=1"],
        Entrypoint: config.entrypoint,
        WorkingDir: "/app",
      },
      rootfs: { diff_ids: [layer.diffId] },
    });
    const referrer = only(about);
    expect(referrer.subject).toEqual(descriptor);
    expect(referrer.layers.map(({ digest }) => blob(about, digest).toString())).toEqual(["bill"]);
  });

  interface Manifest {
    readonly config: { readonly digest: string };
    readonly layers: readonly { readonly digest: string }[];
    readonly subject?: object;
  }

  /** The one manifest of a layout. */
  function only(layout: string): Manifest {
    const { manifests } = JSON.parse(readFileSync(path.join(layout, "index.json"), "utf8")) as {
      readonly manifests: readonly [{ readonly digest: string }];
    };
    return JSON.parse(blob(layout, manifests[0].digest).toString()) as Manifest;
  }

  function blob(layout: string, digest: string): Buffer {
    const content = readFileSync(path.join(layout, "blobs", ...digest.split(":")));
    expect(sha256(content)).toBe(digest);
    return content;
  }
});
