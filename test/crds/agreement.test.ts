import fc from "fast-check";
import { FIELDS } from "../catalogue/fields";
import { violationsOf } from "../catalogue/judge";
import { BareApi } from "./bare-api";

/** Values of each field that the API server is asked about. */
const SAMPLES = 60;

describe("the API server and violations() agree", () => {
  let api: BareApi;

  beforeAll(async () => {
    api = await BareApi.connect();
  });

  afterAll(async () => {
    await api.close();
  });

  it.each(FIELDS)("about $name", async ({ manifests }) => {
    await fc.assert(
      fc.asyncProperty(manifests, async manifest => {
        const { refusal } = await api.tryCreate(manifest);
        expect({ manifest, refusal, isGood: refusal === "" }).toEqual({
          manifest,
          refusal,
          isGood: violationsOf(manifest).length === 0,
        });
      }),
      { numRuns: SAMPLES },
    );
  });
});
