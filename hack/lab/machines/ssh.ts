import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Lab, statePath } from "../lab";
import { run } from "../run";
import { addressesOf, type Machine, type Role } from "../topology";
import { writeFileAtomic } from "../write-file";

/** The login that every machine has, with passwordless sudo. */
export const SSH_USERNAME = "ubuntu";

/** The private key that opens machines of this role. */
export function privateKeyPath(lab: Lab, role: Role): string {
  return statePath(lab, "ssh", role);
}

/** The OpenSSH client configuration by which the control plane reaches every machine: servers through the router. */
export function sshConfigPath(lab: Lab): string {
  return statePath(lab, "ssh", "config");
}

/** Makes the key pairs once per lab: one for each role. */
export async function ensureKeys(lab: Lab): Promise<void> {
  await mkdir(statePath(lab, "ssh"), { recursive: true, mode: 0o700 });
  for (const role of ["router", "server", "management", "cluster"] as const) {
    const key = privateKeyPath(lab, role);
    if (existsSync(`${key}.pub`)) {
      continue;
    }
    await rm(key, { force: true });
    const comment = `stargate-lab-${lab.instance}-${role}`;
    await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", key]);
  }
}

/** Makes the host keys of a machine that is about to be created, below `root`. */
export async function makeHostKeys(root: string): Promise<void> {
  const directory = path.join(root, "etc/ssh");
  await mkdir(directory, { recursive: true });
  for (const type of ["ed25519", "ecdsa"]) {
    const key = path.join(directory, `ssh_host_${type}_key`);
    await run(["ssh-keygen", "-q", "-t", type, "-N", "", "-C", "", "-f", `${key}.new`]);
    await rename(`${key}.new`, key);
    await rename(`${key}.new.pub`, `${key}.pub`);
  }
}

/** The public host keys of a machine, in the form of authorized_keys and of `spec.hostKeys`. */
export function hostKeysOf(disk: string): readonly string[] {
  return ["ed25519", "ecdsa"]
    .map(type => path.join(disk, `upper/etc/ssh/ssh_host_${type}_key.pub`))
    .filter(existsSync)
    .map(file => readFileSync(file, "utf8").trim());
}

/** Writes client configuration and known hosts for the machines as they are now. */
export function writeClientConfig(
  lab: Lab,
  machines: readonly { machine: Machine; hostKeys: readonly string[] }[],
): void {
  const knownHosts = statePath(lab, "ssh", "known_hosts");
  const lines = machines.flatMap(({ machine, hostKeys }) =>
    hostKeys.map(key => `${addressesOf(machine).join(",")} ${key}`),
  );
  writeFileAtomic(knownHosts, `${lines.join("\n")}\n`);
  const hosts = machines.map(({ machine }) => hostEntry(lab, machine));
  const defaults = [
    "Host *",
    `  User ${SSH_USERNAME}`,
    `  UserKnownHostsFile ${knownHosts}`,
    "  StrictHostKeyChecking yes",
    "  IdentitiesOnly yes",
    "  BatchMode yes",
  ];
  writeFileAtomic(sshConfigPath(lab), `${[...hosts.flat(), ...defaults].join("\n")}\n`);
}

function hostEntry(lab: Lab, machine: Machine): readonly string[] {
  return [
    `Host ${machine.name}`,
    `  HostName ${machine.tailscaleAddress ?? machine.address}`,
    `  IdentityFile ${privateKeyPath(lab, machine.role)}`,
    ...(machine.role === "server" ? ["  ProxyJump router"] : []),
    "",
  ];
}
