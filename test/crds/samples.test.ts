import type { ApiClient } from "../../lib/adapters/kubernetes/client";
import { bareClient, manifestsOf, refusalOf, yamlFiles } from "./api";

describe("crds/samples", () => {
  let client: ApiClient;

  beforeAll(async () => {
    client = await bareClient();
  });

  afterAll(async () => {
    await client.close();
  });

  const samples = yamlFiles("crds/samples").flatMap(file =>
    manifestsOf(file).map(manifest => ({
      name: `${file} ${manifest.kind} ${manifest.metadata.name}`,
      manifest,
    })),
  );

  it.each(samples)("$name is accepted as it stands", async ({ manifest }) => {
    expect(await refusalOf(client, manifest)).toBeUndefined();
  });
});
