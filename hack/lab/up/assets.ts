import { type Assets } from "../assets";
import { ensureKubernetes, ensureTools, type Programs } from "../binaries/ensure";
import {
  cniPluginsModule,
  craneModule,
  type KubernetesModule,
  kubernetesModules,
  konnectivityModule,
} from "../binaries/tool-module";
import { ensureLayers, type Layers } from "../images/layers";
import { type BaseImage, ensureBaseImage } from "../machines/base-image";
import { ensureRepositories, type Repositories } from "../packages/repositories";
import { ensureManagedCrds } from "../managed/crds";
import { type Job, type Report, runJobs } from "../progress";
import { factsOf, type Scenario } from "../scenario";

/** Everything of the cache that an `up` needs. */
export interface Cache {
  readonly controlPlane: KubernetesPrograms;
  readonly crane: string;
  /** Only what a managed cluster needs beside the others. */
  readonly managed: Managed | undefined;
  readonly base: BaseImage;
  readonly layers: Layers;
  readonly repositories: Repositories;
  readonly assets: Assets;
}

/** What a managed cluster consists of besides programs of Kubernetes. */
export interface Managed {
  readonly konnectivity: string;
  readonly crds: string;
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
export async function ensureCache(scenario: Scenario): Promise<Cache> {
  const [programs, base] = await runJobs(PROGRAMS_JOB, BASE_JOB);
  const managed = factsOf(scenario).isManaged ? (await runJobs(MANAGED_JOB))[0] : undefined;
  const [layers, repositories] = await runJobs(layersJob(base), repositoriesJob(programs, base));
  const [newest] = programs.kubernetes;
  return {
    controlPlane: newest,
    crane: programs.crane.directory,
    managed,
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

const MANAGED_JOB: Job<Managed> = {
  title: "What managed clusters have",
  run: async ({ report, conclude }) => {
    const programs = await ensureTools(konnectivityModule(), report);
    const crds = await ensureManagedCrds(report);
    conclude(`konnectivity ${programs.origin}`);
    return { konnectivity: programs.directory, crds };
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
