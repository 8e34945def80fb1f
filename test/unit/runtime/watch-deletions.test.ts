import { watchDeletions } from "../../../lib/runtime/watch-deletions";

it("changes what watches tell of, and nothing of webhooks", () => {
  const bindings = [
    { isWatch: true, event: "CREATEORUPDATE" },
    { isValidate: true, event: "CREATEORUPDATE" },
  ];
  watchDeletions({ bindings });
  expect(bindings.map(({ event }) => event)).toEqual(["*", "CREATEORUPDATE"]);
});
