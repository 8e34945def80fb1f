import { setTimeout as pause } from "node:timers/promises";
import type { Condition } from "../../lib/api/conditions";
import { OPERATIONS } from "../catalogue/operation";
import { PROFILES } from "../catalogue/provisioning-profile";
import { ROUTERS } from "../catalogue/router";
import { SERVERS } from "../catalogue/server";
import { lab } from "./world/lab";
import { placed } from "./world/placed";
import { Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-slips";

/** A pass of a reconciler, on a busy machine. */
const WAIT_MS = 60_000;

/** Times of objects are in seconds, and UIDs are chance. */
const OLDER_BY_MS = 1_100;

const WEBHOOKS = ["validating", "mutating"].map(kind => `${kind}webhookconfiguration`);

const ROWS = [...SERVERS, ...PROFILES, ...OPERATIONS, ...ROUTERS].filter(
  ({ reconciled }) => reconciled !== undefined,
);

describe("without the webhooks, what admission refuses beside other objects", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    for (const kind of WEBHOOKS) {
      lab("exec", "cp", "--", "kubectl", "delete", kind, "pepr-stargate");
    }
  });

  afterAll(async () => {
    lab("module", "start");
    await site.close();
  });

  it.each(ROWS)("$manifest.kind, $name: $reconciled", async row => {
    const given = (row.given ?? []).map(object => placed(object, NAMESPACE));
    const object = placed(row.manifest, NAMESPACE);
    const { kind, metadata } = object;
    try {
      for (const other of given) {
        await site.cluster.put(other);
      }
      await pause(OLDER_BY_MS);
      await site.cluster.create(object);
      const type = kind === "Operation" ? "Complete" : "Ready";
      await until(`${kind} ${row.name} to say ${row.reconciled ?? ""}`, WAIT_MS, async () => {
        const found = await site.cluster.get(kind, metadata.name, NAMESPACE);
        const { conditions = [] } = (found?.["status"] ?? {}) as { conditions?: Condition[] };
        const told = conditions.find(condition => condition.type === type);
        return told?.status === "False" && told.reason === row.reconciled ? true : undefined;
      });
    } finally {
      for (const { kind: its, metadata: at } of [...given, object].toReversed()) {
        await site.cluster.delete(its, at.name, at.namespace);
      }
    }
  });
});
