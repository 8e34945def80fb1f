import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { execa } from "execa";

/** One layer of an image, as a file. */
export interface Layer {
  /** The gzipped tarball. */
  readonly file: string;
  /** SHA-256 of that file, with its prefix. */
  readonly digest: string;
  /** SHA-256 of the tarball before it is gzipped, with its prefix. */
  readonly diffId: string;
  /** Size of the file in bytes. */
  readonly size: number;
}

/** Who owns the files in the image, whoever owns them here. */
export interface Ownership {
  readonly uid: number;
  /** Permissions as tar writes them, such as `u=rwX,go=rX`; absent where those of the files count. */
  readonly mode?: string;
}

/**
 * Packs all of a folder into a layer in another folder, under its digest.
 *
 * The same files give the same layer, on every machine: names are in order, times are zero, and Node.js, whose
 * version is pinned, compresses.
 */
export async function packLayer(
  root: string,
  folder: string,
  { uid, mode }: Ownership,
): Promise<Layer> {
  const unfinished = path.join(folder, "layer.unfinished");
  const tar = execa(
    "tar",
    [
      ...["--create", "--format=gnu", "--sort=name", "--mtime=@0", "--numeric-owner"],
      ...[`--owner=${uid}`, `--group=${uid}`],
      ...(mode === undefined ? [] : [`--mode=${mode}`]),
      ...["--directory", root],
      ...(await readdir(root)).sort(),
    ],
    { encoding: "buffer", buffer: false, stdin: "ignore" },
  );
  const [plain, packed] = [createHash("sha256"), createHash("sha256")];
  await Promise.all([
    tar,
    pipeline(
      tar.stdout,
      through(plain),
      createGzip(),
      through(packed),
      createWriteStream(unfinished),
    ),
  ]);
  const digest = packed.digest("hex");
  const file = path.join(folder, digest);
  await rename(unfinished, file);
  const { size } = await stat(file);
  return { file, digest: `sha256:${digest}`, diffId: `sha256:${plain.digest("hex")}`, size };
}

function through(hash: Hash): (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer> {
  return async function* (source) {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
}
