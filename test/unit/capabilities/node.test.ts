// Pepr reads it when it is imported: in this mode a capability keeps its bindings, and nothing is contacted.
process.env["PEPR_MODE"] = "build";

/** The bindings of the Nodes' capability, as Pepr's watcher reads them. */
async function bindings() {
  const { nodes } = await import("../../../capabilities/node");
  return nodes.bindings.filter(({ isWatch }) => isWatch);
}

describe("the capability of Nodes", () => {
  it("hears of Nodes that come, change and go, and opens one watch for it", async () => {
    expect((await bindings()).map(({ event }) => event)).toEqual(["*"]);
  });

  it("hears of no others than Servers", async () => {
    const [binding] = await bindings();
    expect(binding?.filters.labels).toEqual({ "stargate.io/server": "" });
  });
});
