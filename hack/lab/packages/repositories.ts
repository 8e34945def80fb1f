import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Programs } from "../binaries/ensure";
import { cniPluginsModule, type KubernetesModule } from "../binaries/tool-module";
import { type CacheEntry, cached, digestOf } from "../cache";
import { SOURCE_DIRECTORY } from "../lab";
import type { BaseImage } from "../machines/base-image";
import type { Report } from "../progress";
import { writeFileAtomic } from "../write-file";
import { buildDeb } from "./deb";
import { cniPackage, kubernetesPackages } from "./kubernetes";
import { publishRepository } from "./repository";
import { ensureSigningKey, type SigningKey } from "./signing-key";

/** What the repositories are made of. */
export interface RepositorySources {
  readonly kubernetes: readonly { module: KubernetesModule; programs: Programs }[];
  readonly cniPlugins: Programs;
  readonly base: BaseImage;
}

/** The tree that the package server serves, and the fingerprint of the key that signed it. */
export interface Repositories extends CacheEntry {
  readonly fingerprint: string;
  /** The armored public key, as a file. */
  readonly keyFile: string;
}

/** Debian's container runtime. */
const RUNTIME_FOLDER = "runtime";

/** Packages of the newest minor, signed by a stranger. */
const BADLY_SIGNED_FOLDER = "badly-signed";

/** Builds, indexes and signs all package repositories of the lab. */
export async function ensureRepositories(
  sources: RepositorySources,
  report: Report,
): Promise<Repositories> {
  const trusted = await ensureSigningKey("trusted", report);
  const digest = await digestOf(
    [path.join(SOURCE_DIRECTORY, "packages")],
    trusted.fingerprint,
    sources.base.root,
    cniPluginsModule().version,
    ...sources.kubernetes.map(({ module }) => module.version),
  );
  const entry = await cached(`repositories-${digest}`, report, directory =>
    publishAll(sources, trusted, { directory, report }),
  );
  return {
    ...entry,
    fingerprint: trusted.fingerprint,
    keyFile: path.join(trusted.home, "public.asc"),
  };
}

/** The folder of one minor's packages, laid out as on pkgs.k8s.io. */
function minorFolder(minor: string): string {
  return `core:/stable:/v${minor}/deb`;
}

async function publishAll(
  { kubernetes, cniPlugins, base }: RepositorySources,
  trusted: SigningKey,
  { directory, report }: { directory: string; report: Report },
): Promise<void> {
  const stranger = await ensureSigningKey("stranger", report);
  const honest = { signedBy: trusted, offeredKey: trusted };
  for (const [index, { module, programs }] of kubernetes.entries()) {
    report(`packing Kubernetes ${module.version}`);
    const folder = path.join(directory, minorFolder(module.minor));
    await mkdir(folder, { recursive: true });
    for (const deb of kubernetesPackages(module, programs.directory)) {
      await buildDeb(deb, folder);
    }
    await buildDeb(cniPackage(cniPluginsModule(), cniPlugins.directory), folder);
    if (index === 0) {
      const copy = path.join(directory, BADLY_SIGNED_FOLDER);
      await cp(folder, copy, { recursive: true });
      const dishonest = { signedBy: stranger, offeredKey: trusted };
      await publishRepository(copy, { label: "badly-signed", ...dishonest });
    }
    await publishRepository(folder, { label: `kubernetes-${module.minor}`, ...honest });
  }
  report("indexing the container runtime");
  const runtime = path.join(directory, RUNTIME_FOLDER);
  await cp(base.runtimePackages, runtime, { recursive: true });
  await publishRepository(runtime, { label: "debian-runtime", ...honest });
  // Beside the repositories too, for people and for profiles that pin it.
  writeFileAtomic(path.join(directory, "fingerprint"), `${trusted.fingerprint}\n`);
}
