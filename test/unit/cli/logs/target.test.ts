import { parseServer, parseSight, parseTarget } from "../../../../lib/cli/logs/target";

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

describe("parseServer", () => {
  it("takes a bare name for a Server's", () => {
    expect(parseServer("w1")).toBe("w1");
  });

  it.each(["srv/Server_1", "op/join-1", "a/b/c", ""])(
    "says of %j that it names no Server",
    text => {
      expect(() => parseServer(text)).toThrow(`${JSON.stringify(text)} names no Server`);
    },
  );
});

describe("parseSight", () => {
  it("takes a bare name for a Server's, and an Operation by its kind", () => {
    expect(parseSight("w1")).toEqual({ kind: "Server", name: "w1" });
    expect(parseSight("op/look-1")).toEqual({ kind: "Operation", name: "look-1" });
  });

  it("refuses what names nothing", () => {
    expect(() => parseSight("srv/Server_1")).toThrow('"srv/Server_1" names no Server');
  });
});
