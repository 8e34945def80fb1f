import { newestOperation } from "../../../../lib/domain/operation/newest";
import { anOperation } from "../../../fakes/samples";

function created(name: string, seconds: number) {
  const creationTimestamp = `2026-03-01T12:00:0${seconds}Z` as unknown as Date;
  return anOperation({ metadata: { name, creationTimestamp } });
}

describe("newestOperation", () => {
  it.each([
    [[created("z", 1), created("a", 2)], "a"],
    [[created("b", 1), created("a", 1)], "b"],
    [[created("a", 1), { ...anOperation(), metadata: {} }], "a"],
    [[], undefined],
  ])("is the one that was created last", (operations, want) => {
    expect(newestOperation(operations)?.metadata?.name).toBe(want);
  });
});
