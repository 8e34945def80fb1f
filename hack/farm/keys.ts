import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../lab/run";

/** A key pair, made by ssh-keygen: its private file and text, and its public half. */
export interface KeyPair {
  readonly file: string;
  readonly text: string;
  readonly publicKey: string;
}

/** Makes an ed25519 key pair. */
export async function makeKeyPair(file: string): Promise<KeyPair> {
  mkdirSync(path.dirname(file), { recursive: true });
  await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
  return {
    file,
    text: readFileSync(file, "utf8"),
    publicKey: readFileSync(`${file}.pub`, "utf8").trim(),
  };
}
