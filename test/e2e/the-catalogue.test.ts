import { BareApi } from "../crds/bare-api";
import { OPERATIONS } from "../catalogue/operation";
import { PROFILES } from "../catalogue/provisioning-profile";
import { ROUTERS } from "../catalogue/router";
import type { Row } from "../catalogue/row";
import { SERVERS } from "../catalogue/server";
import { SEEDS } from "../catalogue/seeds";
import { lab } from "./world/lab";
import { placed } from "./world/placed";
import { Site } from "./world/site";
import { until } from "./world/until";

/** Where `BareApi` creates things. */
const NAMESPACE = "default";

/** A watch tells admission of other objects a moment later. */
const KNOWN_TIMEOUT_MS = 10_000;

/** What a value may be refused for that nothing is wrong with by itself: this cluster has other ranges and versions. */
const OF_THIS_CLUSTER =
  /is newer than the API server|minor versions older than the API server|the cluster's range of|the pods of Node/;

const ROWS = [...SERVERS, ...PROFILES, ...OPERATIONS, ...ROUTERS];
const CREATED = ROWS.filter(({ before }) => before === undefined);
const UPDATED = ROWS.filter((row): row is Row & Required<Pick<Row, "before">> => "before" in row);
const ALONE = CREATED.filter(({ given = [] }) => given.length === 0);
const BESIDE_OTHERS = CREATED.filter(({ given = [] }) =>
  given.some(({ kind }) => kind !== "Secret"),
);

/** With the webhooks, every case of the catalogue ends as it says: this is what users meet. */
describe("the catalogue, with the webhooks:", () => {
  let site: Site;
  let api: BareApi;

  beforeAll(async () => {
    site = await Site.open("e2e-catalogue");
    api = await BareApi.attach();
  });

  afterAll(async () => {
    await api.close();
    await site.close();
  });

  function expectVerdict({ verdict, field = "", becomes }: Row, refusal: string, body: unknown) {
    if (verdict.startsWith("refused")) {
      expect(refusal).toContain(field);
      expect(refusal).not.toBe("");
    } else if (!OF_THIS_CLUSTER.test(refusal)) {
      expect(refusal).toBe("");
      const { mac, kubernetesVersion } = (body as { spec?: Record<string, unknown> }).spec ?? {};
      expect(becomes === undefined ? undefined : (mac ?? kubernetesVersion)).toBe(becomes);
    }
  }

  it.each(ALONE)("$manifest.kind, $name: $verdict", async row => {
    const { refusal, body } = await api.tryCreate(row.manifest);
    expectVerdict(row, refusal, body);
  });

  it.each(SEEDS)(
    "$file, $manifest.kind: taken, or the refusal tells how to write it",
    async seed => {
      const { refusal } = await api.tryCreate(seed.manifest);
      if (seed.says !== undefined) {
        expect(refusal).toContain(seed.says);
      } else if (refusal !== "") {
        // The README is of the time of 1.29.
        expect(refusal).toContain("write a version from 1.31 to 1.34");
      }
    },
  );

  it.each(BESIDE_OTHERS)("$manifest.kind, $name: $verdict", async row => {
    const given = (row.given ?? []).map(object => placed(object, NAMESPACE));
    try {
      for (const object of given) {
        await site.cluster.put(object);
      }
      await until(`the verdict on ${row.name}`, KNOWN_TIMEOUT_MS, async () => {
        const { refusal } = await api.tryCreate(row.manifest);
        return (refusal !== "") === (row.verdict === "refusedByAdmission") ? true : undefined;
      });
      const { refusal, body } = await api.tryCreate(row.manifest);
      expectVerdict(row, refusal, body);
    } finally {
      for (const { kind, metadata } of given.toReversed()) {
        await site.cluster.delete(kind, metadata.name, metadata.namespace);
      }
    }
  });

  describe("of what is stored,", () => {
    // The watcher would say of a Server without its Node that it is none.
    beforeAll(() => {
      lab("module", "stop", "watcher");
    });

    afterAll(() => {
      lab("module", "start", "watcher");
    });

    it.each(UPDATED)("$manifest.kind, $name: $verdict", async row => {
      const { apiVersion, kind } = row.before;
      const collection = `/apis/${apiVersion}/namespaces/${NAMESPACE}/${kind.toLowerCase()}s`;
      await api.store(collection, row.before);
      try {
        const { refusal, body } = await api.tryReplace(collection, row.manifest);
        expectVerdict(row, refusal, body);
        expect(refusal).toContain(row.says ?? "");
      } finally {
        await site.cluster.delete(kind, row.before.metadata.name ?? "", NAMESPACE);
      }
    });
  });
});
