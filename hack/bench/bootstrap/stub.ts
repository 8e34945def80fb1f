import { readFileSync } from "node:fs";
import path from "node:path";
import { assignments } from "../../../lib/domain/shell-quote";
import type { FarmHost } from "../../farm/host";
import type { Task } from "./contender";
import { BENCH_DIRECTORY } from "./place";

/** The stub with its parameters, ready for a shell. */
export function stubScript({ seconds, run }: Pick<Task, "seconds" | "run">): string {
  return `${assignments({ SECONDS_TO_TAKE: String(seconds), RUN: run })}${readStub("stub.sh")}`;
}

/** A script of the stub. */
export function readStub(name: "stub.sh" | "stub-check.sh"): string {
  return readFileSync(path.join(BENCH_DIRECTORY, name), "utf8");
}

/** Marks of the run that the server has: one, when all went well. */
export function marksOn(server: FarmHost, run: string): number {
  try {
    const marks = readFileSync(server.disk("var/lib/bench-marks"), "utf8").split("\n");
    return marks.filter(mark => mark === run).length;
  } catch {
    return 0;
  }
}
