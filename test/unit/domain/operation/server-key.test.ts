import { serverKeyOf } from "../../../../lib/domain/operation/server-key";
import { anOperation } from "../../../fakes/samples";

describe("the Server of an operation", () => {
  it("is in its namespace", () => {
    const spec = { serverRef: { name: "w7" } };
    const operation = anOperation({ metadata: { namespace: "dc7" }, spec });
    expect(serverKeyOf(operation)).toEqual({ namespace: "dc7", name: "w7" });
  });
});
