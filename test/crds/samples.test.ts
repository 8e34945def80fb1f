import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../catalogue/row";
import { REPOSITORY } from "../e2e/world/lab";
import { BareApi } from "./bare-api";

describe("crds/samples", () => {
  let api: BareApi;

  beforeAll(async () => {
    api = await BareApi.connect();
  });

  afterAll(async () => {
    await api.close();
  });

  const samples = globSync("crds/samples/*.yaml", { cwd: REPOSITORY }).flatMap(file =>
    parseAllDocuments(readFileSync(join(REPOSITORY, file), "utf8")).map(document => ({
      file,
      manifest: document.toJS() as Manifest,
    })),
  );

  it.each(samples)("$file: $manifest.kind $manifest.metadata.name is accepted", async sample => {
    expect((await api.tryCreate(sample.manifest)).refusal).toBe("");
  });
});
