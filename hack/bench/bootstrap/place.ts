import path from "node:path";
import { fileURLToPath } from "node:url";

/** This folder: scripts are found from here, whatever the working directory is. */
export const BENCH_DIRECTORY = path.dirname(fileURLToPath(import.meta.url));
