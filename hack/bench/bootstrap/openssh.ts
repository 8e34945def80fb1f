import { writeFileSync } from "node:fs";
import path from "node:path";
import { BENCH_DIRECTORY } from "./place";
import type { Contender, Task } from "./contender";
import { stubScript } from "./stub";

/** Width of k0sctl's pool of connections, as of its default `--concurrency`. */
const POOL_WIDTH = 30;

/** The stock jump host turns away some of 30 at once; the pool tries again until it is let in. */
const POOL_ATTEMPTS = 100;

/** The original: one server after the other. */
export const serial = openssh({
  name: "serial",
  what: "OpenSSH as the original runs it, one server after the other",
  width: 1,
  attempts: 1,
});

/** A pool of OpenSSH processes. */
export const pool = openssh({
  name: `pool-${POOL_WIDTH}`,
  what: `${POOL_WIDTH} OpenSSH processes at a time; a refused connection is tried again`,
  width: POOL_WIDTH,
  attempts: POOL_ATTEMPTS,
});

function openssh(options: {
  readonly name: string;
  readonly what: string;
  readonly width: number;
  readonly attempts: number;
}): Contender {
  const { name, what, width, attempts } = options;
  return {
    name,
    what,
    width: () => width,
    prepare: task => {
      const script = path.join(task.folder, "stub.sh");
      writeFileSync(script, stubScript(task));
      return Promise.resolve({
        command: [
          ...["xargs", "-n", "1", "-P", String(width)],
          path.join(BENCH_DIRECTORY, "openssh.sh"),
        ],
        environment: { ...environmentOf(task), SCRIPT: script, ATTEMPTS: String(attempts) },
        input: task.servers.map(({ address }) => `${address}\n`).join(""),
      });
    },
  };
}

function environmentOf({ farm }: Task): Record<string, string> {
  return {
    JUMP: farm.jumpAddress.address,
    JUMP_KEY: farm.keys.router.file,
    SERVER_KEY: farm.keys.server.file,
  };
}
