import { censusOf } from "../../../lib/domain/census";

describe("censusOf", () => {
  it("counts nothing where there is nothing", () => {
    expect(censusOf({ servers: [], operations: [], profiles: [], routers: [] })).toEqual({
      servers: {},
      operations: {},
      waiting: {},
      profiles: {},
      routers: [],
    });
  });

  it("counts by what objects say of themselves, and what no pass has seen as pending", () => {
    const ready = (status: string) => ({ conditions: [{ type: "Ready", status }] });
    const waitingFor = { reason: "RouterDown" };
    const census = censusOf({
      servers: [
        {},
        { status: { state: "ready" } },
        { status: { state: "ready" } },
        { status: { state: "error", waitingFor } },
      ],
      operations: [{}, { status: { phase: "Running", waitingFor } }],
      profiles: [{}, { status: ready("True") }, { status: ready("False") }],
      routers: [
        { metadata: { namespace: "dc-1", name: "r" }, status: ready("True") },
        { metadata: { namespace: "dc-2", name: "r" }, status: ready("False") },
        {},
      ],
    } as never);
    expect(census).toEqual({
      servers: { pending: 1, ready: 2, error: 1 },
      operations: { Pending: 1, Running: 1 },
      waiting: { RouterDown: 2 },
      profiles: { Unknown: 1, True: 1, False: 1 },
      routers: [
        { namespace: "dc-1", name: "r", isUp: true },
        { namespace: "dc-2", name: "r", isUp: false },
        { namespace: "", name: "", isUp: false },
      ],
    });
  });
});
