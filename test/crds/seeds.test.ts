import { SEEDS } from "../catalogue/seeds";
import { BareApi, type FieldValidation } from "./bare-api";

const MODES: readonly FieldValidation[] = ["Strict", "Warn", "Ignore"];

let api: BareApi;

beforeAll(async () => {
  api = await BareApi.connect();
});

afterAll(async () => {
  await api.close();
});

describe.each(MODES)("manifests of the original's users, with field validation %s:", mode => {
  const taken = SEEDS.filter(({ says }) => says === undefined);
  const refused = SEEDS.filter(({ says }) => says !== undefined);

  it.each(taken)("$file, $manifest.kind $manifest.metadata.name is taken", async ({ manifest }) => {
    const { refusal, warnings } = await api.tryCreate(manifest, mode);
    expect({ refusal, warnings }).toEqual({ refusal: "", warnings: [] });
  });

  it.each(refused)("$file, $manifest.kind: the refusal tells how to write it", async seed => {
    const { refusal } = await api.tryCreate(seed.manifest, mode);
    expect(refusal).toContain(seed.says);
  });

  it.each(refused)("$file, $manifest.kind is taken when it is written so", async ({ manifest }) => {
    const spec = { ...(manifest.spec as object), ipv4: "100.64.7.9" };
    expect((await api.tryCreate({ ...manifest, spec }, mode)).refusal).toBe("");
  });
});
