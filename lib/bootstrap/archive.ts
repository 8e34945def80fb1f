import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

/** Files by relative path. */
export type Files = Readonly<Record<string, string>>;

/** A tar archive and what proves that it arrived whole. */
export interface Archive {
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The files as a tar archive; the same files give the same bytes. Everything is for root only. */
export async function archive(files: Files): Promise<Archive> {
  const tar = pack();
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    tar.entry({ name, mode: 0o600, mtime: new Date(0) }, content);
  }
  tar.finalize();
  const bytes = await buffer(tar);
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}
