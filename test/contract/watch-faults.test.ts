import { ApiWatch } from "../../lib/adapters/kubernetes/watch";
import type { Server } from "../../lib/api/server.generated";
import type { ApiUnavailable } from "../../lib/domain/errors";
import type { Change } from "../../lib/ports/watch";
import { systemClock } from "../../lib/adapters/system-clock";
import { type Answer, ApiStub, hang } from "./api-stub";

/** A Server as the API has it. */
function server(name: string, resourceVersion: string): object {
  return { metadata: { namespace: "dc", name, resourceVersion }, spec: { ipv4: "10.0.0.1" } };
}

/** A whole listing at that version. */
function list(resourceVersion: string, ...names: readonly string[]): Answer {
  const items = names.map(name => server(name, "1"));
  return response => response.end(JSON.stringify({ metadata: { resourceVersion }, items }));
}

function refuse(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return response => response.writeHead(status, headers).end(JSON.stringify({ message: "no" }));
}

function event(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}

/** A watch that tells these lines and then ends as said. */
function watch(
  lines: readonly string[],
  end: "well" | "cut" | "not at all" = "not at all",
): Answer {
  return response => {
    response.writeHead(200);
    response.flushHeaders();
    lines.forEach(line => response.write(line));
    if (end === "well") {
      response.end();
    } else if (end === "cut") {
      // After what was written has gone out.
      response.write("", () => response.destroy());
    }
  };
}

describe("a watch of the API server", () => {
  let stub: ApiStub;
  let troubles: ApiUnavailable[];
  let stop: AbortController;

  beforeEach(async () => {
    stub = await ApiStub.start();
    troubles = [];
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await stub.close();
  });

  function follow(silenceMs = 60_000): AsyncGenerator<Change<Server>, void, undefined> {
    const tools = {
      // Back-off is not waited for.
      clock: { ...systemClock, random: () => 0 },
      onTrouble: (error: ApiUnavailable) => troubles.push(error),
      silenceMs,
    };
    const resource = { kind: "Server", plural: "servers" };
    const servers = new ApiWatch<Server>(stub.client(), resource, tools);
    return servers.follow({ namespace: "dc", field: ["metadata.name", "a"] }, stop.signal);
  }

  /** The next changes, in words. */
  async function told(changes: ReturnType<typeof follow>, count: number): Promise<string[]> {
    const words: string[] = [];
    while (words.length < count) {
      const change = (await changes.next()).value!;
      const objects = change.kind === "All" ? change.objects : [change.object];
      words.push([change.kind, ...objects.map(({ metadata }) => metadata?.name)].join(" "));
    }
    return words;
  }

  const versions = (): readonly (string | null)[] =>
    stub.requests.map(path => new URL(path, stub.url).searchParams.get("resourceVersion"));

  it("asks for what it is to follow, with bookmarks and an end", async () => {
    stub.script(list("5", "a"), watch([event("MODIFIED", server("a", "6"))]));
    expect(await told(follow(), 2)).toEqual(["All a", "Put a"]);
    const [first = "", second = ""] = stub.requests;
    expect(first).toBe(
      "/apis/stargate.io/v1alpha1/namespaces/dc/servers?limit=500&fieldSelector=metadata.name%3Da",
    );
    expect(Object.fromEntries(new URL(second, stub.url).searchParams)).toEqual({
      fieldSelector: "metadata.name=a",
      watch: "true",
      allowWatchBookmarks: "true",
      timeoutSeconds: "50",
      resourceVersion: "5",
    });
  });

  it.each(["well", "cut"] as const)("goes on where it was when a watch ends %s", async end => {
    stub.script(
      list("5", "a"),
      watch([event("MODIFIED", server("a", "6")), event("BOOKMARK", server("", "9"))], end),
      watch([event("DELETED", server("a", "10"))]),
    );
    expect(await told(follow(), 3)).toEqual(["All a", "Put a", "Gone a"]);
    expect(versions()).toEqual([null, "5", "9"]);
    expect(troubles).toHaveLength(end === "cut" ? 1 : 0);
  });

  it("reads all again when its version is too old (F8)", async () => {
    const gone = event("ERROR", { kind: "Status", code: 410, message: "too old" });
    stub.script(
      list("5", "a"),
      watch([gone], "well"),
      list("50"),
      refuse(410),
      list("60", "a"),
      watch([event("DELETED", server("a", "61"))]),
    );
    expect(await told(follow(), 4)).toEqual(["All a", "All", "All a", "Gone a"]);
    expect(versions()).toEqual([null, "5", null, "50", null, "60"]);
  });

  it("reads all again after the API server was away (F10)", async () => {
    stub.script(
      list("5", "a"),
      refuse(500),
      refuse(429, { "retry-after": "0" }),
      response => response.destroy(),
      list("60"),
    );
    expect(await told(follow(), 2)).toEqual(["All a", "All"]);
    expect(troubles).toHaveLength(1);
  });

  it("gives up a connection of which nothing comes any more (F18)", async () => {
    stub.script(
      list("5", "a"),
      watch([event("MODIFIED", server("a", "6"))]),
      watch([event("DELETED", server("a", "7"))]),
    );
    expect(await told(follow(1_000), 3)).toEqual(["All a", "Put a", "Gone a"]);
    expect(versions()).toEqual([null, "5", "6"]);
  });

  it("puts lines together however they are cut, and drops one that never ends", async () => {
    const line = Buffer.from(event("MODIFIED", { ...server("a", "6"), note: "grün" }));
    const inCharacter = line.indexOf(0xc3) + 1;
    stub.script(
      list("5", "a"),
      response => {
        response.write(line.subarray(0, inCharacter), () => {
          response.write(line.subarray(inCharacter));
          response.end('{"type":"MOD');
        });
      },
      hang,
    );
    expect(await told(follow(), 2)).toEqual(["All a", "Put a"]);
  });

  it.each([
    [404, "DependencyMissing"],
    [403, "AccessDenied"],
    [500, "ApiUnavailable"],
  ])("does not begin when the first answer is %d", async (status, name) => {
    stub.script(refuse(status));
    await expect(follow().next()).rejects.toMatchObject({ name });
  });

  it("ends when its rights are taken away", async () => {
    stub.script(list("5", "a"), refuse(403));
    const changes = follow();
    await changes.next();
    await expect(changes.next()).rejects.toMatchObject({ name: "AccessDenied" });
  });

  it("stops at once, whatever it waits for", async () => {
    stub.script(list("5"), hang);
    const changes = follow();
    await changes.next();
    const ended = changes.next();
    stop.abort();
    expect((await ended).done).toBe(true);
  });
});

describe("a kubeconfig's cluster", () => {
  let stub: ApiStub;

  beforeEach(async () => {
    stub = await ApiStub.start();
  });

  afterEach(async () => {
    await stub.close();
  });

  it("may be below a path of its server", async () => {
    stub.script(list("5"));
    await stub.client("/k8s/clusters/c-1/").request({ method: "GET", path: "/api" });
    expect(stub.requests).toEqual(["/k8s/clusters/c-1/api"]);
  });

  it("may be behind a proxy", async () => {
    stub.script(list("5"));
    await stub.client("", stub.url).request({ method: "GET", path: "/api" });
    const { host } = new URL(stub.url);
    expect(stub.requests).toEqual([`CONNECT ${host}`, "/api"]);
  });

  it("is refused with a proxy of another kind", async () => {
    const client = stub.client("", "socks5://127.0.0.1:1080");
    await expect(client.request({ method: "GET", path: "/api" })).rejects.toMatchObject({
      name: "InvalidSpec",
      remedy: "use an http or https proxy",
    });
  });
});
