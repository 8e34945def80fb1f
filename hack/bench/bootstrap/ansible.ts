import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cached } from "../../lab/cache";
import { run } from "../../lab/run";
import type { Contender, Launch, Task } from "./contender";
import { BENCH_DIRECTORY } from "./place";
import { stubScript } from "./stub";

/** Pinned, so that figures can be compared. Source: PyPI, the newest 2.19. */
const ANSIBLE_CORE_VERSION = "2.19.14";

/** The script module starts what it has copied, parameters and all, as a program. */
const SHEBANG = ["#!", "/usr/bin/env bash"].join("");

/** Without repetitions Ansible gives up every host whose connection the jump host turned away. */
const SSH_RETRIES = 20;

/** Ansible's script module on that many hosts at once. */
export function ansible(forks: number | "all"): Contender {
  return {
    name: `ansible-${forks}`,
    what: `ansible-core ${ANSIBLE_CORE_VERSION}, script module, forks ${forks}, pipelining, ${SSH_RETRIES} retries`,
    width: servers => (forks === "all" ? servers : forks),
    prepare: task => prepare(task, forks === "all" ? task.servers.length : forks),
  };
}

async function prepare(task: Task, forks: number): Promise<Launch> {
  const python = await ensureAnsible();
  const file = (name: string, lines: readonly string[]): string => {
    const target = path.join(task.folder, name);
    writeFileSync(target, `${lines.join("\n")}\n`);
    return target;
  };
  mkdirSync(path.join(task.folder, "home"), { recursive: true });
  const sshConfig = file("ssh_config", sshConfigOf(task));
  file("stub.sh", [SHEBANG, stubScript(task)]);
  file("inventory", [
    "[all:vars]",
    `ansible_ssh_common_args=-F ${sshConfig}`,
    "[all]",
    ...task.servers.map(({ address }) => address),
  ]);
  return {
    command: [
      ...[
        python,
        "-m",
        "ansible",
        "adhoc",
        "all",
        "-i",
        path.join(task.folder, "inventory"),
        "-f",
        String(forks),
      ],
      ...["-m", "script", "-a", path.join(task.folder, "stub.sh")],
    ],
    environment: {
      HOME: path.join(task.folder, "home"),
      ANSIBLE_HOME: path.join(task.folder, "home"),
      ANSIBLE_HOST_KEY_CHECKING: "False",
      ANSIBLE_PIPELINING: "True",
      ANSIBLE_SSH_RETRIES: String(SSH_RETRIES),
      ANSIBLE_TIMEOUT: "30",
      LC_ALL: "C.UTF-8",
    },
  };
}

function sshConfigOf({ farm }: Task): readonly string[] {
  return [
    "Host *",
    "  User root",
    "  IdentitiesOnly yes",
    "  StrictHostKeyChecking no",
    "  UserKnownHostsFile /dev/null",
    "  LogLevel ERROR",
    `Host ${farm.jumpAddress.address}`,
    `  IdentityFile ${farm.keys.router.file}`,
    "Host 10.60.*",
    `  IdentityFile ${farm.keys.server.file}`,
    `  ProxyJump ${farm.jumpAddress.address}`,
  ];
}

/** The Python that has it. Not its own program: that knows the folder by the name that it was made under. */
async function ensureAnsible(): Promise<string> {
  const name = `ansible-core-${ANSIBLE_CORE_VERSION}`;
  const { directory } = await cached(
    name,
    line => console.error(line),
    async target => {
      console.error(`installing ${name} from PyPI, once, into the cache`);
      await run([path.join(BENCH_DIRECTORY, "install-ansible.sh")], {
        env: { TARGET: path.join(target, "venv"), VERSION: ANSIBLE_CORE_VERSION },
      });
    },
  );
  return path.join(directory, "venv/bin/python");
}
