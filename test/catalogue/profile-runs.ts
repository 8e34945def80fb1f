import { HOSTILE, NO_TEXT } from "./hostile";
import { ADMITTED, each, profile, refused, type Row } from "./row";

const BASH = ["#", "/bin/bash"].join("!");

const SCRIPTS: readonly Row[] = [
  ...each(
    profile,
    "customBootstrapScript",
    [
      "",
      `${BASH}\nid\n`,
      "id",
      `${BASH} -eu\nid`,
      "cat <<EOF\nx\nEOF\n",
      "cat <<'KUBELET_CONFIG'\n$(id)\nKUBELET_CONFIG\n",
      "printf 'a\\r\\n'",
      "echo 'Grüße 😀'\n",
      "echo one\rtwo",
      "a".repeat(65_536),
      undefined,
      null,
    ],
    ADMITTED,
  ),
  ...each(
    profile,
    "customBootstrapScript",
    [`${BASH}\r\nid\r\n`, "id\r\n", "\r\n"],
    refused("has Windows line ends (CR LF)"),
  ),
  ...each(profile, "customBootstrapScript", ["\0", "id\0\n"], refused("has a NUL character")),
  ...each(profile, "customBootstrapScript", NO_TEXT, refused("must be of type string")),
  ...each(profile, "customBootstrapScript", ["a".repeat(65_537)], refused()),
];

const TIMEOUTS = [
  { field: "connectSeconds", least: 10 },
  { field: "runSeconds", least: 60 },
  { field: "nodeReadySeconds", least: 10 },
].flatMap(({ field, least }) => [
  ...each(profile, `timeouts.${field}`, [least, 86_400, undefined, null], ADMITTED),
  ...each(
    profile,
    `timeouts.${field}`,
    [0, -1, least - 1],
    refused(`should be greater than or equal to ${least}`),
  ),
  ...each(
    profile,
    `timeouts.${field}`,
    [86_401, 2 ** 31, 2 ** 40],
    refused("should be less than or equal to 86400"),
  ),
  ...each(profile, `timeouts.${field}`, ["600", "10m", 1.5, true, []], refused("of type integer")),
]);

const DRAIN: readonly Row[] = [
  ...each(profile, "drain", [{}, undefined, null], ADMITTED),
  ...each(profile, "drain", [{ force: true }, [], "Wait", true], refused()),
  ...each(profile, "drain.policy", ["Wait", "Abort", "ForceAfter", undefined, null], ADMITTED),
  ...each(profile, "drain.policy", ["wait", "Force", "", 1, ...HOSTILE], refused()),
  ...each(profile, "drain.timeoutSeconds", [10, 86_400, undefined, null], ADMITTED),
  ...each(profile, "drain.timeoutSeconds", [0, -1, 9, 86_401, "900", 1.5, []], refused()),
  ...["deleteEmptyDirData", "deleteUnmanagedPods"].flatMap(field => [
    ...each(profile, `drain.${field}`, [true, false, undefined, null], ADMITTED),
    ...each(profile, `drain.${field}`, ["true", "yes", 0, 1, [], {}], refused("of type boolean")),
  ]),
];

/** Cases about what runs on servers, for how long, and what becomes of their pods. */
export const PROFILE_RUNS: readonly Row[] = [...SCRIPTS, ...TIMEOUTS, ...DRAIN];
