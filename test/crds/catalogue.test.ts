import { OPERATIONS } from "../catalogue/operation";
import { PROFILES } from "../catalogue/provisioning-profile";
import { ROUTERS } from "../catalogue/router";
import { type Row, server } from "../catalogue/row";
import { SERVERS } from "../catalogue/server";
import { BareApi } from "./bare-api";
import { Copy } from "./copy";

/** Of all that must be refused, at least this part must not need the webhook. */
const FLOOR = 0.8;

/** A refusal fits on a screen; the API server repeats what is none of an enum's values. */
const MESSAGE_LIMIT = 4000;

const ROWS = [...SERVERS, ...PROFILES, ...OPERATIONS, ...ROUTERS];
const CREATED = ROWS.filter(({ before }) => before === undefined);
const UPDATED = ROWS.filter((row): row is Row & Required<Pick<Row, "before">> => "before" in row);

let api: BareApi;
const refused = new Set<Row>();

beforeAll(async () => {
  api = await BareApi.connect();
});

afterAll(async () => {
  await api.close();
});

/** Whatever the webhook would mend may be refused without it. */
function expectVerdict(row: Row, refusal: string): void {
  if (refusal !== "") {
    refused.add(row);
  }
  if (row.verdict === "refusedBySchema") {
    expect(refusal).toContain(row.field);
    expect(refusal).toContain(row.says ?? "");
    expect(refusal.length).toBeLessThan(MESSAGE_LIMIT);
  } else if (row.verdict !== "normalised") {
    expect(refusal).toBe("");
  }
}

describe("the API server without webhooks, when something is created:", () => {
  it.each(CREATED)("$manifest.kind, $name: $verdict", async row => {
    expectVerdict(row, (await api.tryCreate(row.manifest)).refusal);
  });

  it("tells everything that is wrong at once", async () => {
    const spec = { ipv4: "x", routerIP: "y", mac: "z", hostKeys: ["k"], provisioningProfile: "A" };
    const { refusal } = await api.tryCreate(server(spec));
    for (const field of Object.keys(spec)) {
      expect(refusal).toContain(`spec.${field}`);
    }
  });
});

describe.each(["Server", "Operation"])("the API server without webhooks, of a stored %s:", kind => {
  let copy: Copy;

  beforeAll(async () => {
    copy = new Copy(api, kind);
    await copy.installStrict();
  });

  afterAll(async () => {
    await copy.uninstall();
  });

  const rows = UPDATED.filter(({ manifest }) => manifest.kind === kind);

  it.each(rows)("$name: $verdict", async row => {
    const name = row.before.metadata.name ?? "";
    await copy.store(row.before);
    const { refusal } = await copy.tryReplace(row.manifest);
    await copy.remove(name);
    expectVerdict(row, refusal);
  });
});

/** Cases that break the same rule of the same field are one mistake, however many values show it. */
function mistakeOf({ manifest, field = "", says = "", verdict }: Row): string {
  return [manifest.kind, field, says, verdict].join(" ");
}

describe("schema and CEL alone", () => {
  it(`refuse at least ${FLOOR * 100} % of the mistakes that must be refused`, () => {
    const toRefuse = ROWS.filter(({ verdict }) => verdict.startsWith("refused"));
    const passed = toRefuse.filter(row => !refused.has(row));
    const mistakes = new Set(toRefuse.map(mistakeOf)).size;
    const share = 1 - new Set(passed.map(mistakeOf)).size / mistakes;
    const cases = `${toRefuse.length - passed.length} of ${toRefuse.length} refusable cases`;
    console.info(
      `${(share * 100).toFixed(1)} % of ${mistakes} mistakes; ${cases}; ${ROWS.length} cases in all`,
    );
    expect(share).toBeGreaterThanOrEqual(FLOOR);
  });
});
