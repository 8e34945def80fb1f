import * as z from "zod";
import {
  ADMIN_USERNAME,
  MAX_CONCURRENT_OPERATIONS,
  MAX_CONCURRENT_OPERATIONS_PER_ROUTER,
  SSH_PORT,
} from "../defaults";
import { isLoginName } from "../domain/names";
import { isUsableIpv4 } from "../domain/net/ipv4";
import { shown, type Violation } from "../domain/violation";
import type { Settings } from "../ports/settings";

/** Keys of the original whose job is gone: accepted, without effect, and said so. */
export const OBSOLETE_SETTINGS: Readonly<Record<string, string>> = {
  "kind-container": "join tokens are minted through the API",
  "control-plane-hostname": "nodes reach the API server by control-plane-ip",
  "control-plane-ssh-user": "join tokens are minted through the API",
  "ssh-private-key": "keys are read from the Secrets that profiles name",
  kubeconfig: "the module runs in the cluster",
  "health-probe-bind-address": "health is served on the webhook port",
};

/** Keys that would put a secret into a ConfigMap. */
export const SECRET_SETTINGS: Readonly<Record<string, string>> = {
  "tailscale-api-key": "apiKey of the Secret stargate-tailscale",
  "tailscale-client-id": "clientId of the Secret stargate-tailscale",
  "tailscale-client-secret": "clientSecret of the Secret stargate-tailscale",
};

/** A whole number in decimal digits. */
function wholeNumber(least: number, most: number, what: string): z.ZodType<number, string> {
  const message = `write ${what} from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine(number => number >= least && number <= most, message);
}

/** An emergency brake must not fail over how yes is spelt. Source: what YAML 1.1 takes for a truth value. */
const truth = z
  .string()
  .regex(/^(true|yes|on|false|no|off)$/i, "write true or false")
  .transform(text => /^(true|yes|on)$/i.test(text));

const fields = {
  "control-plane-mode": z
    .enum(["kind", "tailscale", "self-hosted"])
    .describe(
      "How the cluster was made: kind, tailscale or self-hosted, the original's names, all mean by kubeadm; any other mode is refused, and that is all it does.",
    ),
  "control-plane-ip": z
    .string()
    .refine(isUsableIpv4, "write an IPv4 address, such as 100.64.0.1")
    .describe(
      "Address of the API server as servers reach it (port 6443); its certificate must name it.",
    ),
  "admin-username": z
    .string()
    .refine(isLoginName, "write a login name of at most 32 characters")
    .describe("Login name where neither Secret nor profile nor Router has one. Default: ubuntu."),
  "ssh-port": wholeNumber(1, 65_535, "a port").describe(
    "Port of sshd where neither Server nor Router has one. Default: 22.",
  ),
  "host-key-policy": z
    .enum(["accept-new", "strict"])
    .describe(
      "What an unpinned host key means: accept-new records it on first contact, with an Event; strict refuses it. Default: accept-new.",
    ),
  "pause-all": truth.describe(
    "With true, no operation starts anywhere; runs that are at work on their servers go on to their end. Default: false.",
  ),
  "max-concurrent-operations": wholeNumber(1, 10_000, "a number").describe(
    `Runs that are at work at once. Default: ${MAX_CONCURRENT_OPERATIONS}.`,
  ),
  "max-concurrent-operations-per-router": wholeNumber(1, 10_000, "a number").describe(
    `Runs that are at work at once behind one router. Default: ${MAX_CONCURRENT_OPERATIONS_PER_ROUTER}.`,
  ),
};

/** Every setting and what it is for. */
export const SETTING_DESCRIPTIONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(fields).map(([key, field]) => [key, field.description ?? ""]),
);

const schema = z.strictObject(fields).partial();

/** Settings, or everything that is wrong with them. */
export type ParsedSettings =
  | { readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly violations: readonly Violation[] };

/** Reads the entries of the ConfigMap. An empty value is an absent one. */
export function parseSettings(entries: Readonly<Record<string, string>>): ParsedSettings {
  const present = Object.entries(entries).filter(([, value]) => value !== "");
  const live = present.filter(([key]) => obsolete(key) === undefined);
  const parsed = schema.safeParse(Object.fromEntries(live));
  if (!parsed.success) {
    return { violations: parsed.error.issues.flatMap(issue => violationsOf(issue, entries)) };
  }
  const value = parsed.data;
  return {
    settings: {
      controlPlaneIp: value["control-plane-ip"],
      adminUsername: value["admin-username"] ?? ADMIN_USERNAME,
      sshPort: value["ssh-port"] ?? SSH_PORT,
      unknownKey: value["host-key-policy"] === "strict" ? "refuse" : "accept",
      pauseAll: value["pause-all"] ?? false,
      runLimits: {
        total: value["max-concurrent-operations"] ?? MAX_CONCURRENT_OPERATIONS,
        perRouter:
          value["max-concurrent-operations-per-router"] ?? MAX_CONCURRENT_OPERATIONS_PER_ROUTER,
      },
    },
    warnings: present.flatMap(([key]) => {
      const why = obsolete(key);
      return why === undefined ? [] : [`${key} has no effect: ${why}`];
    }),
  };
}

/** Why a key has no effect, if it has none. */
function obsolete(key: string): string | undefined {
  return Object.entries(OBSOLETE_SETTINGS).find(([name]) => name === key)?.[1];
}

function violationsOf(
  issue: z.core.$ZodIssue,
  entries: Readonly<Record<string, string>>,
): Violation[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(key => ({ field: key, message: unknownKey(key) }));
  }
  const field = issue.path.join(".");
  return [{ field, message: `${shown(entries[field])}: ${issue.message}` }];
}

function unknownKey(key: string): string {
  const secret = Object.entries(SECRET_SETTINGS).find(([name]) => name === key)?.[1];
  return secret === undefined
    ? `is not a setting; there are ${Object.keys(fields).join(", ")}`
    : `is a secret and does not belong into a ConfigMap; put it into ${secret}`;
}
