import path from "node:path";
import { fileURLToPath } from "node:url";
import { REPOSITORY_DIRECTORY } from "../lab/lab";

/** This folder. */
export const IMAGE_SOURCE = path.dirname(fileURLToPath(import.meta.url));

/** Where an image's files come from: a checkout with its packages installed. */
export interface Sources {
  readonly root: string;
  /** The Node.js of production, installed as a package. */
  readonly node: string;
}

/** The files of a checkout, by default of this one. */
export function sourcesOf(root = REPOSITORY_DIRECTORY): Sources {
  return { root, node: path.join(root, "node_modules/node/bin/node") };
}
