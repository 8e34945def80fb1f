import { logFieldsOf } from "../../../../lib/domain/operation/log-fields";

describe("logFieldsOf", () => {
  it("names the operation and its server in full", () => {
    const metadata = { namespace: "dc-1", name: "join", uid: "u-1" };
    const spec = { serverRef: { name: "w1" }, operation: "repave" as const };
    expect(logFieldsOf({ metadata, spec })).toEqual({
      operation: "dc-1/join",
      server: "dc-1/w1",
      uid: "u-1",
    });
  });

  it("takes an object that was never stored", () => {
    const spec = { serverRef: { name: "w1" }, operation: "repave" as const };
    expect(logFieldsOf({ spec })).toEqual({
      operation: "/",
      server: "/w1",
      uid: "",
    });
  });
});
