import type { Command, Option } from "commander";
import { systemClock } from "../../lib/adapters/system-clock";
import { program } from "../../lib/cli/program";
import type { World } from "../../lib/cli/world";

/** A table of Markdown. */
type Table = (header: readonly string[], rows: readonly (readonly string[])[]) => string;

/** Nothing is printed and nothing contacted: only what commander knows is read. */
const NOWHERE: World = {
  clock: systemClock,
  print: () => undefined,
  note: () => undefined,
  read: () => Promise.reject(new Error("the reference reads no files")),
  terminal: undefined,
  confirm: undefined,
  onInterrupt: () => () => undefined,
  wantsColour: false,
  connect: () => {
    throw new Error("the reference needs no cluster");
  },
};

const EXIT_CODES = [
  [
    "0",
    "success; for `logs --follow`: the Operation succeeded; for `repave`: every server did; for `preflight` and `plan`: nothing is in the way",
  ],
  [
    "1",
    "failure; for `logs --follow`: the Operation failed, or was deleted; for `repave`: a server failed, or nobody confirmed; for `preflight` and `plan`: a run would fail, or wait for pods that cannot leave",
  ],
  [
    "2",
    "wrong usage; for `repave` also: several servers without `--yes`, and no terminal to ask on",
  ],
  ["3", "`--timeout` ended it"],
  ["130", "`repave`, `preflight` or `plan` was interrupted"],
  ["141", "whoever read the output has stopped, as `head` does"],
];

const JSON_FIELDS = [
  [
    "`schema`",
    "`stargate-status/v2`. Fields may be added to it; one that goes, or changes its meaning, changes the number",
  ],
  ["`servers[]`", "each Server, by namespace and name; what is not known is `null`"],
  [
    "`servers[].namespace`, `.name`, `.ipv4`, `.routerIP`, `.os`, `.node`, `.podCIDR`, `.profile`",
    "as in the Server; `profile` is the applied one, else the wanted one",
  ],
  [
    "`servers[].state`",
    "`ready`, `provisioning`, `pending`, `error`; `absent`: an Operation waits for a Server that is not there",
  ],
  ["`servers[].message`", "what happened last"],
  [
    "`servers[].waitingFor`",
    "what it waits for, as in the Server, or `null`: `reason`, `object` (`kind`, `namespace`, `name`) or `null`, `since`, `clearsWhen`, `message`, and `durationSeconds` up to now",
  ],
  ["`servers[].operation.waitingFor`", "the same of the Operation"],
  [
    "`servers[].operation`",
    "the Operation at work, else the one created last, or `null`; no dry run",
  ],
  [
    "`servers[].operation.name`, `.operation`, `.phase`, `.startTime`, `.completionTime`, `.message`",
    "as in the Operation",
  ],
  ["`servers[].operation.reason`", "of its condition Failed if it failed, else of Complete"],
  ["`servers[].operation.step`, `.attempt`", "the step at work, and how often it was begun"],
  ["`servers[].operation.durationSeconds`", "up to its end, or up to now"],
  [
    "`routers[]`",
    "`namespace`, `name`, `tailscaleIP`; `ready` (`True`, `False`, `Unknown`), `reason` and `message` of its condition Ready",
  ],
  [
    "`summary`",
    "`servers.total`, `.ready`, `.provisioning`, `.pending`, `.error`, `.absent`; `routers.total`, `.ready`",
  ],
];

const ROLLOUT_FIELDS = [
  [
    "`schema`",
    "`stargate-repave/v1`. Fields may be added to it; one that goes, or changes its meaning, changes the number",
  ],
  ["`rollout`, `namespace`", "its name, which its Operations have as label `stargate.io/rollout`"],
  ["`result`", "`Planned` (dry run), `Succeeded`, `Failed`, `Interrupted`, `TimedOut`"],
  ["`maxUnavailable`, `canary`", "servers, percentages resolved"],
  [
    "`servers[]`",
    "`name`, `version` (minor version of its Node), `profile`, `wantedVersion` (`kubernetesVersion` of the profile); what is not known is `null`",
  ],
  ["`servers[].state`", "`Pending` (not started), `AtWork`, `Succeeded`, `Failed`"],
  ["`servers[].paused`", "whether `spec.paused` or the setting `pause-all` holds it"],
  [
    "`servers[].operation`, `.reason`, `.message`, `.durationSeconds`",
    "of its last Operation of the rollout",
  ],
];

/** Sections on every command, as commander has it, and on what commands print. */
export function cliSections(table: Table): readonly string[] {
  const root = program(NOWHERE, "stargate", () => undefined);
  return [
    "`npm run stargate -- COMMAND` runs it from the sources. `npm run build` makes `dist/stargate.cjs` of it, one file that runs with Node.js 20.18 or newer and nothing beside it; copied into the `PATH` as `kubectl-stargate` it is `kubectl stargate`.",
    [
      "```bash",
      "npm run stargate -- version",
      "npm run stargate -- status --all-namespaces --output wide",
      "npm run stargate -- status --help",
      "```",
    ].join("\n"),
    "`logs` and `status` need what kubectl needs: a kubeconfig, and the rights `get`, `list` and `watch` on `operations` for `logs`, also on `servers` and `routers` for `status`; `repave` needs those on `operations` and `servers`, `create` on `operations` and `get` on `provisioningprofiles`; `preflight` and `plan` need the same, and `delete` on `operations`. Data goes to stdout, everything else to stderr. What comes from the API is printed without control characters.",
    ...root.commands.flatMap(leaves).map(command => commandSection(command, table)),
    `## Exit codes\n\n${table(["Code", "Meaning"], EXIT_CODES)}`,
    LOGS_SECTION,
    `## What \`status -o json\` prints\n\nOne document; with \`--watch\` one a line, whenever something but a duration is new.\n\n${table(["Field", "Meaning"], JSON_FIELDS)}`,
    `## What \`preflight\` and \`plan\` print\n\nThey make an Operation with \`spec.dryRun\`, follow it, and delete it again ([a dry run](../operations.md#a-dry-run)). Of \`op/NAME\` they print what that one has found, and make none. \`-o json\` prints one document for both: \`schema\` (\`stargate-plan/v1\`), \`server\`, \`operation\`, \`result\`, \`reason\`, \`message\`, \`obstacle\` (\`reason\` and \`message\` of what the run would wait for, or \`null\`), and \`preflight\`, \`plan\` and \`planHash\` of its status.`,
    `## What \`repave -o json\` prints\n\nOne document, at the end ([how a rollout goes](../upgrades.md)).\n\n${table(["Field", "Meaning"], ROLLOUT_FIELDS)}`,
  ];
}

const LOGS_SECTION = `## What \`logs\` prints

- a line when a step begins and one when it ends: its place, \`unchanged\`, \`applied\` or \`failed\`, the duration, and the attempt from the second on; a step that began and ended between two looks has the latter only;
- what it waits for and for how long, why, and when it goes on;
- behind a bar what the run itself printed, without secrets. The status carries the last 4096 characters; what went by unseen is counted, and stands in \`/var/lib/stargate/runs/<uid>/output.log\` on the server;
- the result: duration, reason, what that reason means, and the message with its remedy.`;

/** The commands that do something. */
function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

/** How a command is called, from the program's name on. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function commandSection(command: Command, table: Table): string {
  const name = nameOf(command);
  const usage = `${name} ${command.usage()}`;
  const rows = [
    ...command.registeredArguments.map(each => [
      each.required ? `<${each.name()}>` : `[${each.name()}...]`,
      each.description,
    ]),
    ...command.options.map(option => [option.flags, meaningOf(option)]),
  ];
  return [
    `## ${name.slice(name.indexOf(" ") + 1)}`,
    `${command.description()}: ${code(usage)}`,
    table(
      ["Argument", "Meaning"],
      rows.map(([name = "", meaning = ""]) => [code(name), meaning]),
    ),
  ].join("\n\n");
}

/** With the words that may be chosen, where there are several, and the one that is if nobody does. */
function meaningOf({ description, argChoices = [], defaultValue }: Option): string {
  const choice = defaultValue as string | undefined;
  const words = [
    ...(argChoices.length > 1 ? [argChoices.join(", ")] : []),
    ...(argChoices.length > 1 && choice !== undefined ? [`default: ${choice}`] : []),
  ];
  return words.length === 0 ? description : `${description} (${words.join("; ")})`;
}

function code(text: string): string {
  return `\`${text}\``;
}
