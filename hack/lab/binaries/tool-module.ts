import { readFileSync } from "node:fs";
import path from "node:path";
import { LabError } from "../errors";
import { SOURCE_DIRECTORY } from "../lab";
import type { GoSource } from "./go-build";

/** A pinned Go module below `tools/`: its go.mod is the only place that names versions and programs. */
export interface ToolModule extends GoSource {
  /** Version of the module that the programs come from, without the leading v. */
  readonly version: string;
  /** Programs by name. */
  readonly programs: readonly string[];
}

/** One Kubernetes version. */
export interface KubernetesModule extends ToolModule {
  /** "1.34" */
  readonly minor: string;
}

/** Kubernetes versions that the package server offers, newest first; the control plane runs the first. */
export function kubernetesModules(): readonly [KubernetesModule, ...KubernetesModule[]] {
  return [kubernetes("1.34"), kubernetes("1.33")];
}

/** The reference CNI plugins, which kubelet's package depends on. */
export function cniPluginsModule(): ToolModule {
  const module = readToolModule("cni-plugins", "github.com/containernetworking/plugins");
  const variable = "github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion";
  return { ...module, linkerFlags: ["-X", `${variable}=v${module.version}`] };
}

/** The image registry and its client. */
export function craneModule(): ToolModule {
  return readToolModule("crane", "github.com/google/go-containerregistry");
}

/** The tunnel from a managed cluster's API server to its nodes. */
export function konnectivityModule(): ToolModule {
  return readToolModule("konnectivity", "sigs.k8s.io/apiserver-network-proxy");
}

/** The judge of alert rules, without the service discoveries of all clouds, of which a judge has no need. */
export function promtoolModule(): ToolModule {
  return {
    ...readToolModule("promtool", "github.com/prometheus/prometheus"),
    tags: ["remove_all_sd"],
  };
}

/** What packs our chart, and installs it in tests. */
export function helmModule(): ToolModule {
  const module = readToolModule("helm", "helm.sh/helm/v3");
  // Without a cluster it takes this one's version for granted; unset, that is 1.20.
  const minor = kubernetesModules()[0].minor.split(".")[1] ?? "";
  const values = {
    "internal/version.version": `v${module.version}`,
    "pkg/chartutil.k8sVersionMajor": "1",
    "pkg/chartutil.k8sVersionMinor": minor,
    "pkg/lint/rules.k8sVersionMajor": "1",
    "pkg/lint/rules.k8sVersionMinor": minor,
  };
  const linkerFlags = Object.entries(values).flatMap(([variable, value]) => [
    "-X",
    `helm.sh/helm/v3/${variable}=${value}`,
  ]);
  return { ...module, linkerFlags };
}

function kubernetes(minor: string): KubernetesModule {
  const module = readToolModule(`kubernetes-${minor}`, "k8s.io/kubernetes");
  const [major = "", minorNumber = ""] = minor.split(".");
  const values = {
    gitVersion: `v${module.version}`,
    gitMajor: major,
    gitMinor: minorNumber,
    gitTreeState: "clean",
  };
  const linkerFlags = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap(
    location =>
      Object.entries(values).flatMap(([variable, value]) => [
        "-X",
        `${location}.${variable}=${value}`,
      ]),
  );
  return { ...module, minor, linkerFlags };
}

function readToolModule(name: string, dependency: string): ToolModule {
  const directory = path.join(SOURCE_DIRECTORY, "tools", name);
  const lines = readFileSync(path.join(directory, "go.mod"), "utf8")
    .split("\n")
    .map(line => line.trim());
  const version = lines.find(line => line.startsWith(`${dependency} v`))?.split(" ")[1];
  if (version === undefined) {
    throw new LabError(`${directory}/go.mod does not require ${dependency}`);
  }
  return {
    name,
    directory,
    packages: "tool",
    version: version.slice(1),
    programs: programsOf(lines, dependency),
    linkerFlags: [],
  };
}

/** The last path segment of each `tool` directive, in its block form or alone. */
function programsOf(lines: readonly string[], dependency: string): readonly string[] {
  return lines
    .map(line => line.replace(/^tool /, ""))
    .filter(line => line.startsWith(`${dependency}/`) && !line.includes(" "))
    .map(line => path.basename(line));
}
