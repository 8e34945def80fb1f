import { ApiForgottenMachines } from "../../../../lib/adapters/kubernetes/forgotten-machines";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import { FORGOTTEN_LIMIT } from "../../../../lib/defaults";
import { FakeClock } from "../../../fakes/clock";

/** A list with these entries, and what is written into it. */
function listOf(data: Readonly<Record<string, string>> | undefined) {
  const written: unknown[] = [];
  const request = ({ method, body }: ApiRequest): Promise<unknown> => {
    if (method === "PATCH") {
      written.push(body);
    }
    return Promise.resolve(
      data === undefined ? undefined : { metadata: { resourceVersion: "7" }, data },
    );
  };
  return { written, forgotten: new ApiForgottenMachines({ request }, new FakeClock()) };
}

describe("ApiForgottenMachines", () => {
  it("writes over the version that it read", async () => {
    const { written, forgotten } = listOf({});
    await forgotten.add({ machineID: "a", server: "dc/w1" });
    expect(written).toEqual([
      {
        metadata: { resourceVersion: "7" },
        data: { a: expect.stringMatching(/^2\S+Z as Server dc\/w1$/) as string },
      },
    ]);
  });

  it("keeps the list within its bound: the oldest makes room", async () => {
    const data = Object.fromEntries(
      Array.from({ length: FORGOTTEN_LIMIT }, (_, index) => [
        `m${index}`,
        `2025-01-01T00:00:0${index === 5 ? 0 : 1}.000Z as Server dc/w`,
      ]),
    );
    const { written, forgotten } = listOf(data);
    await forgotten.add({ machineID: "fresh", server: "dc/w1" });
    expect(Object.keys((written[0] as { data: object }).data).sort()).toEqual(["fresh", "m5"]);
    expect(written[0]).toHaveProperty("data.m5", null);
  });

  it("makes room with all that the oldest has, and counts no permission", async () => {
    const entries = Array.from({ length: FORGOTTEN_LIMIT }, (_, index): [string, string] => [
      `m${index}`,
      `2025-01-01T00:00:0${index === 5 ? 0 : 1}.000Z as Server dc/w`,
    ]);
    const data = { ...Object.fromEntries(entries), "wanted.m5": "w1", "wanted.m6": "w2" };
    const { written, forgotten } = listOf(data);
    await forgotten.add({ machineID: "fresh", server: "dc/w1" });
    expect(Object.keys((written[0] as { data: object }).data).sort()).toEqual([
      "fresh",
      "m5",
      "wanted.m5",
    ]);
  });

  it("writes only where there is something to write", async () => {
    const { written, forgotten } = listOf({ a: "x", "wanted.a": "w1", b: "y" });
    await forgotten.welcome("c", "w3");
    await forgotten.add({ machineID: "b", server: "dc/b" });
    await forgotten.remove("c");
    expect(written).toEqual([]);
    await forgotten.remove("a");
    expect(written).toMatchObject([{ data: { a: null, "wanted.a": null } }]);
  });

  it("says what to apply where there is no list", async () => {
    const { forgotten } = listOf(undefined);
    await expect(forgotten.add({ machineID: "a", server: "dc/w1" })).rejects.toMatchObject({
      reason: "ApiForbidden",
      remedy: "apply config/ again",
    });
    await expect(forgotten.remove("a")).resolves.toBeUndefined();
    expect(await forgotten.has("a")).toBe(false);
  });
});
