import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type Lab, statePath } from "../lab";
import { writeFileAtomic } from "../write-file";
import { isAlive, parseIdentity, type ProcessIdentity } from "./identity";

/** What the lab remembers about a process, written before it is started. */
export interface DaemonRecord {
  readonly name: string;
  /** Changes with the command line and the environment: then the process is out of date. */
  readonly digest: string;
  readonly address: string;
  readonly log: string;
}

/** `dead` went away by itself, `stopped` was asked to. */
export type DaemonState =
  | { readonly kind: "running"; readonly identity: ProcessIdentity }
  | { readonly kind: "dead" | "stopped" };

/** All recorded processes of the lab, by name. */
export function listRecords(lab: Lab): readonly DaemonRecord[] {
  return readdirNames(folder(lab))
    .filter(file => file.endsWith(".json"))
    .sort()
    .map(file => JSON.parse(readFileSync(path.join(folder(lab), file), "utf8")) as DaemonRecord);
}

/** The record of one process, if it was ever started. */
export function readRecord(lab: Lab, name: string): DaemonRecord | undefined {
  return listRecords(lab).find(record => record.name === name);
}

/** Remembers a process that is about to be started. */
export function writeRecord(lab: Lab, record: DaemonRecord): void {
  writeFileAtomic(
    path.join(folder(lab), `${record.name}.json`),
    JSON.stringify(record, undefined, 2),
  );
}

/** What a recorded process is doing. */
export function stateOf(lab: Lab, name: string): DaemonState {
  let text: string;
  try {
    text = readFileSync(pidFile(lab, name), "utf8");
  } catch {
    return { kind: "stopped" };
  }
  const identity = parseIdentity(text);
  return identity !== undefined && isAlive(identity)
    ? { kind: "running", identity }
    : { kind: "dead" };
}

/** Marks a process as stopped on purpose. */
export function forgetIdentity(lab: Lab, name: string): void {
  rmSync(pidFile(lab, name), { force: true });
}

/** Forgets a process for good. */
export function forgetRecord(lab: Lab, name: string): void {
  forgetIdentity(lab, name);
  rmSync(path.join(folder(lab), `${name}.json`), { force: true });
}

/** Where a process writes who it is. */
export function pidFile(lab: Lab, name: string): string {
  return path.join(folder(lab), `${name}.pid`);
}

function folder(lab: Lab): string {
  return statePath(lab, "processes");
}

function readdirNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
