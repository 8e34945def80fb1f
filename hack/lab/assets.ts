import { readFileSync } from "node:fs";
import { LabError } from "./errors";
import { commandFor, type Lab, statePath } from "./lab";
import { writeFileAtomic } from "./write-file";

/** What the last `up` found or made in the cache; later commands use exactly that. */
export interface Assets {
  /** Folder of the control plane's programs. */
  readonly kubernetes: string;
  /** Versions of Kubernetes that the package server offers, newest first. */
  readonly versions: readonly string[];
  /** Root of the machines' base image. */
  readonly baseRoot: string;
  /** Fingerprint of the key that signed the package repositories, and the armored key as a file. */
  readonly fingerprint: string;
  readonly keyFile: string;
}

/** Remembers the assets of this lab. */
export function writeAssets(lab: Lab, assets: Assets): void {
  writeFileAtomic(file(lab), `${JSON.stringify(assets, undefined, 2)}\n`);
}

/** The assets of a lab that has been up. */
export function readAssets(lab: Lab): Assets {
  const assets = findAssets(lab);
  if (assets === undefined) {
    const remedy = commandFor(lab, "npm run lab -- up");
    throw new LabError(`lab ${lab.instance} has never been up`, remedy);
  }
  return assets;
}

/** The assets, if the lab has ever been up. */
export function findAssets(lab: Lab): Assets | undefined {
  try {
    return JSON.parse(readFileSync(file(lab), "utf8")) as Assets;
  } catch {
    return undefined;
  }
}

function file(lab: Lab): string {
  return statePath(lab, "assets.json");
}
