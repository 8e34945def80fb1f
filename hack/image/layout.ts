import { createHash } from "node:crypto";
import { link, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { goArchitecture } from "../lab/binaries/go-build";
import type { Layer } from "./layer";

/** Media types of the OCI image specification, 1.1. */
const MEDIA = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

/** An image says the same of its time whenever it is made. */
const CREATED = "1970-01-01T00:00:00Z";

/** Labels that the specification gives a meaning. */
export const LABEL_PREFIX = "org.opencontainers.image.";

/** What an image runs, and what it says of itself. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly workingDirectory: string;
  readonly uid: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a manifest, an index or a reference points to. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Writes an OCI image layout with one image in it, and returns what it is known by. */
export async function writeImage(
  folder: string,
  config: ImageConfig,
  layers: readonly Layer[],
): Promise<Descriptor> {
  await mkdir(blobs(folder), { recursive: true });
  await Promise.all(
    layers.map(({ file, digest }) => link(file, path.join(blobs(folder), hexOf(digest)))),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: await writeBlob(folder, MEDIA.config, JSON.stringify(imageConfig(config, layers))),
    layers: layers.map(({ digest, size }) => ({ mediaType: MEDIA.layer, digest, size })),
    annotations: config.labels,
  };
  const descriptor = await writeBlob(folder, MEDIA.manifest, JSON.stringify(manifest));
  const platform = { architecture: goArchitecture(), os: "linux" };
  await writeIndex(folder, { ...descriptor, platform });
  return descriptor;
}

/** Writes an OCI image layout with one document about an image in it: what registries call a referrer. */
export async function writeReferrer(
  folder: string,
  subject: Descriptor,
  document: { readonly mediaType: string; readonly content: string },
): Promise<void> {
  await mkdir(blobs(folder), { recursive: true });
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: document.mediaType,
    // Registries that date from before `artifactType` take the type of the configuration for it.
    config: await writeBlob(folder, document.mediaType, "{}"),
    layers: [await writeBlob(folder, document.mediaType, document.content)],
    subject,
  };
  await writeIndex(folder, await writeBlob(folder, MEDIA.manifest, JSON.stringify(manifest)));
}

function imageConfig(config: ImageConfig, layers: readonly Layer[]): object {
  return {
    created: CREATED,
    architecture: goArchitecture(),
    os: "linux",
    config: {
      User: `${config.uid}:${config.uid}`,
      Env: Object.entries(config.environment).map(([name, value]) => `${name}=${value}`),
      Entrypoint: config.entrypoint,
      WorkingDir: config.workingDirectory,
      Labels: config.labels,
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
  };
}

async function writeIndex(folder: string, manifest: object): Promise<void> {
  const index = { schemaVersion: 2, mediaType: MEDIA.index, manifests: [manifest] };
  await writeFile(path.join(folder, "index.json"), JSON.stringify(index));
  await writeFile(path.join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}

async function writeBlob(folder: string, mediaType: string, content: string): Promise<Descriptor> {
  const hex = createHash("sha256").update(content).digest("hex");
  await writeFile(path.join(blobs(folder), hex), content);
  return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(content) };
}

function blobs(folder: string): string {
  return path.join(folder, "blobs/sha256");
}

function hexOf(digest: string): string {
  return digest.replace("sha256:", "");
}
