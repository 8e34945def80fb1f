import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { goArchitecture } from "../binaries/go-build";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, logPath, statePath } from "../lab";
import { until } from "../poll";
import { assertRunning, type Daemon, ensureDaemon } from "../process/daemon";
import { enterNamespace } from "../process/enter-namespace";
import { pidFile } from "../process/record";
import { run } from "../run";
import { CONTROL_PLANE_ADDRESS, PORTS } from "../topology";
import { writeFileAtomic } from "../write-file";
import type { Layers } from "./layers";

const ADDRESS = `${CONTROL_PLANE_ADDRESS}:${PORTS.registry}`;

/** The name by which machines know it. */
export const REGISTRY_NAME = "stargate.lab";

const START_TIMEOUT_MS = 120_000;

/** One image, under all names by which somebody asks for it. */
interface Image {
  readonly layer: keyof Pick<Layers, "pause" | "busybox">;
  readonly entrypoint: string;
  readonly names: readonly [string, ...string[]];
}

const IMAGES: readonly Image[] = [
  {
    layer: "pause",
    entrypoint: "/pause",
    // The wishes of containerd 1.6 and of kubeadm 1.33 and 1.34.
    names: ["pause:3.6", "pause:3.10", "pause:3.10.1"],
  },
  {
    layer: "busybox",
    entrypoint: "",
    // stargate.lab/busybox:1, and busybox:1 as Docker Hub has it.
    names: ["busybox:1", "library/busybox:1"],
  },
];

/** Starts the registry and fills it; it keeps manifests in memory, so a new process starts empty. */
export async function ensureRegistry(lab: Lab, programs: string, layers: Layers): Promise<string> {
  const blobs = statePath(lab, "registry");
  mkdirSync(blobs, { recursive: true });
  const daemon = registry(lab, programs, blobs);
  const state = await ensureDaemon(lab, daemon);
  const marker = statePath(lab, "images-pushed");
  const pushed = `${layers.digest} ${readFileSync(pidFile(lab, daemon.name), "utf8")}`;
  if (existsSync(marker) && readFileSync(marker, "utf8") === pushed) {
    return state;
  }
  const crane = craneOf(lab, programs);
  const wait = {
    what: "the image registry to answer",
    deadlineMs: START_TIMEOUT_MS,
    log: logPath(lab, daemon.name),
  };
  await until(wait, async () => {
    assertRunning(lab, daemon.name);
    return crane(["catalog", ADDRESS]).then(
      () => ({ done: true }),
      () => ({ seen: "no answer" }),
    );
  });
  await Promise.all(IMAGES.map(image => push(crane, image, layers[image.layer])));
  writeFileAtomic(marker, pushed);
  return `${state}, ${IMAGES.flatMap(image => image.names).length} images pushed`;
}

/** Pushes the one image of an OCI layout under a name. The reference by which pods of the lab ask for just that image. */
export async function pushLayout(
  lab: Lab,
  programs: string,
  { layout, digest }: { readonly layout: string; readonly digest: string },
  name: string,
): Promise<string> {
  await craneOf(lab, programs)(["push", layout, `${ADDRESS}/${name}:latest`]);
  return `${REGISTRY_NAME}/${name}@${digest}`;
}

type Crane = (args: readonly string[]) => Promise<string>;

function craneOf(lab: Lab, programs: string): Crane {
  const crane = path.join(programs, "crane");
  return args => run(enterNamespace(controlPlaneNamespace(lab), [crane, "--insecure", ...args]));
}

function registry(lab: Lab, programs: string, blobs: string): Daemon {
  return {
    name: "image-registry",
    namespace: controlPlaneNamespace(lab),
    address: ADDRESS,
    command: [
      path.join(programs, "crane"),
      "registry",
      "serve",
      "--address",
      ADDRESS,
      "--disk",
      blobs,
    ],
  };
}

async function push(crane: Crane, image: Image, layer: string): Promise<void> {
  const [first, ...others] = image.names.map(name => `${ADDRESS}/${name}`);
  const reference = first ?? "";
  await crane(["append", "--new_layer", layer, "--new_tag", reference]);
  await crane([
    ...["mutate", reference, "--tag", reference],
    ...["--set-platform", `linux/${goArchitecture()}`],
    ...(image.entrypoint === "" ? ["--cmd", "/bin/sh"] : ["--entrypoint", image.entrypoint]),
  ]);
  await Promise.all(others.map(other => crane(["copy", reference, other])));
}
