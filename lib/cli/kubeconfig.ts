import { existsSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { CommandError } from "./errors";
import type { Environment } from "./environment";
import type { ConnectionOptions } from "./world";

/** The kubeconfig that kubectl would use. Throws `CommandError` when there is none, or it is of no use. */
export function loadKubeConfig(
  { kubeconfig, context }: ConnectionOptions,
  environment: Environment,
): KubeConfig {
  const config = kubeconfig === undefined ? fromEnvironment(environment) : read(kubeconfig);
  if (context !== undefined) {
    choose(config, context);
  }
  const current = config.getCurrentContext() as string | undefined;
  if (config.getCurrentCluster() === null) {
    throw new CommandError(
      current === undefined || current === ""
        ? "the kubeconfig has no current context"
        : `the kubeconfig's context ${current} names no cluster that it has`,
      `choose one with --context: ${namesOf(config)}`,
    );
  }
  return config;
}

function fromEnvironment({ kubeconfigs, isInCluster }: Environment): KubeConfig {
  const files = kubeconfigs.filter(file => existsSync(file));
  if (files.length > 0) {
    return merged(files.map(read));
  }
  if (isInCluster) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return config;
  }
  throw new CommandError(
    `there is no kubeconfig: ${kubeconfigs.join(", ")} does not exist`,
    "name one with --kubeconfig or the variable KUBECONFIG",
  );
}

function read(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error: unknown) {
    const [said = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new CommandError(
      `the kubeconfig ${file} cannot be used: ${said}`,
      "check --kubeconfig and the variable KUBECONFIG; `kubectl config view` judges it, too",
    );
  }
  return config;
}

/** As kubectl merges: of two entries with one name the first counts. */
function merged(configs: readonly KubeConfig[]): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: firstOfEach(configs.map(({ clusters }) => clusters)),
    users: firstOfEach(configs.map(({ users }) => users)),
    contexts: firstOfEach(configs.map(({ contexts }) => contexts)),
    currentContext: configs
      .map(each => each.getCurrentContext() as string | undefined)
      .find(name => name !== undefined && name !== ""),
  });
  return config;
}

function firstOfEach<T extends { readonly name: string }>(lists: readonly (readonly T[])[]): T[] {
  const found = new Map<string, T>();
  for (const entry of lists.flat()) {
    if (!found.has(entry.name)) {
      found.set(entry.name, entry);
    }
  }
  return [...found.values()];
}

function choose(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    throw new CommandError(
      `the kubeconfig has no context ${context}`,
      `it has: ${namesOf(config)}`,
    );
  }
  config.setCurrentContext(context);
}

function namesOf(config: KubeConfig): string {
  const names = config.getContexts().map(({ name }) => name);
  return names.length === 0 ? "none" : names.join(", ");
}
