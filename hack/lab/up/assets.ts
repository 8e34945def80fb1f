import { type Assets } from "../assets";
import { ensureKubernetes, ensureTools, type Programs } from "../binaries/ensure";
import {
  cniPluginsModule,
  craneModule,
  type KubernetesModule,
  kubernetesModules,
} from "../binaries/tool-module";
import { ensureLayers, type Layers } from "../images/layers";
import { type BaseImage, ensureBaseImage } from "../machines/base-image";
import { ensureRepositories, type Repositories } from "../packages/repositories";
import { type Job, type Report, runJobs } from "../progress";

/** Everything of the cache that an `up` needs. */
export interface Cache {
  readonly controlPlane: KubernetesPrograms;
  readonly crane: string;
  readonly base: BaseImage;
  readonly layers: Layers;
  readonly repositories: Repositories;
  readonly assets: Assets;
}

interface KubernetesPrograms {
  readonly module: KubernetesModule;
  readonly programs: Programs;
}

interface AllPrograms {
  readonly kubernetes: readonly [KubernetesPrograms, ...KubernetesPrograms[]];
  readonly cniPlugins: Programs;
  readonly crane: Programs;
}

/** Fills the cache where something is missing: minutes the first time, nothing later. */
export async function ensureCache(): Promise<Cache> {
  const [programs, base] = await runJobs(PROGRAMS_JOB, BASE_JOB);
  const [layers, repositories] = await runJobs(layersJob(base), repositoriesJob(programs, base));
  const [newest] = programs.kubernetes;
  return {
    controlPlane: newest,
    crane: programs.crane.directory,
    base,
    layers,
    repositories,
    assets: {
      kubernetes: newest.programs.directory,
      versions: programs.kubernetes.map(({ module }) => module.version),
      baseRoot: base.root,
      fingerprint: repositories.fingerprint,
      keyFile: repositories.keyFile,
    },
  };
}

const PROGRAMS_JOB: Job<AllPrograms> = {
  title: "Programs",
  run: async ({ report, conclude }) => {
    const all = await ensurePrograms(report);
    const origins = [
      ...all.kubernetes.map(
        ({ module, programs }) => `Kubernetes ${module.version} ${programs.origin}`,
      ),
      `CNI plugins ${all.cniPlugins.origin}`,
      `registry ${all.crane.origin}`,
    ];
    conclude(origins.join(", "));
    return all;
  },
};

const BASE_JOB: Job<BaseImage> = {
  title: "Base image of the machines",
  run: async ({ report, conclude }) => {
    const base = await ensureBaseImage(report);
    conclude(base.built ? "bootstrapped" : "cached");
    return base;
  },
};

function layersJob(base: BaseImage): Job<Layers> {
  return {
    title: "Container images",
    run: async ({ report, conclude }) => {
      const layers = await ensureLayers(base, report);
      conclude(layers.built ? "made" : "cached");
      return layers;
    },
  };
}

function repositoriesJob(programs: AllPrograms, base: BaseImage): Job<Repositories> {
  return {
    title: "Package repositories",
    run: async ({ report, conclude }) => {
      const repositories = await ensureRepositories({ ...programs, base }, report);
      conclude(repositories.built ? "packed and signed" : "cached");
      return repositories;
    },
  };
}

/** One after another, because each compilation uses all processors. */
async function ensurePrograms(report: Report): Promise<AllPrograms> {
  const [newest, ...others] = kubernetesModules();
  const fetch = async (module: KubernetesModule): Promise<KubernetesPrograms> => ({
    module,
    programs: await ensureKubernetes(module, line =>
      report(`Kubernetes ${module.version}: ${line}`),
    ),
  });
  const kubernetes: [KubernetesPrograms, ...KubernetesPrograms[]] = [await fetch(newest)];
  for (const module of others) {
    kubernetes.push(await fetch(module));
  }
  return {
    kubernetes,
    cniPlugins: await ensureTools(cniPluginsModule(), report),
    crane: await ensureTools(craneModule(), report),
  };
}
