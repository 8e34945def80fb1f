import { parseTarget } from "../../../../lib/cli/logs/target";

describe("parseTarget", () => {
  it.each([
    ["join-1", "Operation", "join-1"],
    ["op/join-1", "Operation", "join-1"],
    ["operation/join-1", "Operation", "join-1"],
    ["srv/w.1", "Server", "w.1"],
    ["server/w1", "Server", "w1"],
    ["servers/w1", "Server", "w1"],
    ["operation.stargate.io/join-1", "Operation", "join-1"],
    ["server.stargate.io/w1", "Server", "w1"],
  ])("reads %s", (text, kind, name) => {
    expect(parseTarget(text)).toEqual({ kind, name });
  });

  it.each(["", "op/", "pod/x", "op/a/b", "op/A", "toString/x", "srv/../x"])("refuses %j", text => {
    expect(() => parseTarget(text)).toThrow("names nothing to follow");
  });
});
