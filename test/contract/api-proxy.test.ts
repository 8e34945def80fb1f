import { ApiProxy } from "../../hack/lab/api-proxy/api-proxy";
import { memorise } from "../../hack/lab/api-proxy/memory";
import { openLab as placeOfLab } from "../../hack/lab/lab";
import type { ApiClient } from "../../lib/adapters/kubernetes/client";
import { ApiObjects } from "../../lib/adapters/kubernetes/objects";
import { ApiWatch } from "../../lib/adapters/kubernetes/watch";
import { systemClock } from "../../lib/adapters/system-clock";
import type { Server } from "../../lib/api/server.generated";
import { until } from "../e2e/world/until";
import { type LabApi, makeNamespace, openLab } from "./lab-api";

const NAMESPACE = "contract-api-proxy";
const SERVERS = `/apis/stargate.io/v1alpha1/namespaces/${NAMESPACE}/servers`;

describe("the proxy before the lab's API server", () => {
  let api: LabApi;
  let proxy: ApiProxy;
  let client: ApiClient;
  let stop: AbortController;

  beforeAll(async () => {
    api = await openLab();
    await makeNamespace(api, NAMESPACE);
    proxy = await ApiProxy.start(placeOfLab());
    client = api.through(proxy.url);
  });

  beforeEach(() => {
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await proxy.set({ kind: "none" });
    await watchesAre(0);
    for (const { metadata } of await api.cluster.list("Server", NAMESPACE)) {
      await api.cluster.delete("Server", metadata.name, NAMESPACE);
    }
    await proxy.report();
  });

  afterAll(async () => {
    await proxy.close();
    await api.cluster.delete("Namespace", NAMESPACE);
    await api.close();
  });

  async function put(name: string): Promise<void> {
    await api.cluster.create({
      apiVersion: "stargate.io/v1alpha1",
      kind: "Server",
      metadata: { name, namespace: NAMESPACE },
      // An address of its own for each.
      spec: { ipv4: `10.50.1.${name.charCodeAt(0)}` },
    } as never);
  }

  const get = (path: string, from = client): Promise<unknown> =>
    from.request({ method: "GET", path });

  const label = (value: string): Promise<void> =>
    api.cluster.patch(
      "Server",
      { name: "a", namespace: NAMESPACE },
      { metadata: { labels: { value } } },
    );

  const watchesAre = (count: number): Promise<true> =>
    until<true>(`${count} watches`, 5_000, async () => {
      const { watches } = await proxy.report();
      return watches.length === count ? true : undefined;
    });

  /** What a watch through the proxy tells, from now on, in words. */
  async function following(): Promise<string[]> {
    const told: string[] = [];
    const { metadata } = (await get(SERVERS)) as { metadata: { resourceVersion: string } };
    const lines = client.lines(
      {
        method: "GET",
        path: SERVERS,
        query: { watch: "true", resourceVersion: metadata.resourceVersion },
      },
      { silenceMs: 60_000, signal: stop.signal },
    );
    void (async () => {
      for await (const line of lines) {
        const { type, object } = JSON.parse(line) as { type: string; object: Server };
        told.push(`${type} ${object.metadata?.labels?.["value"] ?? ""}`.trim());
      }
    })().catch(() => undefined);
    await watchesAre(1);
    return told;
  }

  const toldIs = (told: readonly string[], wanted: readonly string[]): Promise<true> =>
    until<true>(
      JSON.stringify(wanted),
      5_000,
      () => Promise.resolve(JSON.stringify(told) === JSON.stringify(wanted) ? true : undefined),
      () => Promise.resolve(told),
    );

  it("passes reads, writes, refusals and events on unharmed", async () => {
    const told = await following();
    await put("a");
    expect(await get(SERVERS)).toEqual(await get(SERVERS, api.module));
    const servers = new ApiObjects<Server>(client, { kind: "Server", plural: "servers" });
    const key = { namespace: NAMESPACE, name: "a" };
    await servers.updateStatus(key, () => ({ state: "ready" }));
    expect((await api.cluster.server("a", NAMESPACE)).status).toEqual({ state: "ready" });
    await expect(client.request({ method: "DELETE", path: `${SERVERS}/a` })).rejects.toMatchObject({
      name: "AccessDenied",
    });
    await toldIs(told, ["ADDED", "MODIFIED"]);
    expect((await proxy.report()).requests.map(({ method, status }) => [method, status])).toEqual([
      ["GET", 200],
      ["GET", 200],
      ["PATCH", 200],
      ["DELETE", 403],
    ]);
  });

  it("answers with a status, and with a time to wait, whom it is told to", async () => {
    await proxy.set({ kind: "answer", status: 429, retryAfterSeconds: 7, methods: ["GET"] });
    await expect(get(SERVERS)).rejects.toMatchObject({
      name: "ApiUnavailable",
      retryAfterMs: 7000,
    });
    const patch = client.request({ method: "PATCH", path: `${SERVERS}/a/status`, body: {} });
    expect(await patch).toBeUndefined();
  });

  it("hangs, and lets go of what is asked afterwards", async () => {
    await proxy.set({ kind: "hang" });
    const asked = client.request({ method: "GET", path: SERVERS }, AbortSignal.timeout(300));
    await expect(asked).rejects.toMatchObject({ name: "ApiUnavailable" });
    await proxy.set({ kind: "none" });
    expect(await get(SERVERS)).toMatchObject({ items: [] });
  });

  it("tells every other PATCH of a conflict", async () => {
    await put("a");
    await proxy.set({ kind: "conflicts" });
    const path = `${SERVERS}/a/status`;
    const patch = (): Promise<unknown> => client.request({ method: "PATCH", path, body: {} });
    await expect(patch()).rejects.toMatchObject({ name: "Conflict" });
    await patch();
    await expect(patch()).rejects.toMatchObject({ name: "Conflict" });
  });

  it.each(["at once", "in stream"] as const)(
    "F8: tells watches of 410 Gone %s, and the module's own watch reads all again, with back-off",
    async manner => {
      await put("a");
      await proxy.set({ kind: "gone", manner });
      const servers = new ApiWatch<Server>(
        client,
        { kind: "Server", plural: "servers" },
        { clock: systemClock },
      );
      const changes = servers.follow({ namespace: NAMESPACE }, stop.signal);
      const endMs = performance.now() + 4_000;
      let lists = 0;
      while (performance.now() < endMs) {
        expect((await changes.next()).value).toMatchObject({ kind: "All", objects: [{}] });
        lists++;
      }
      expect(lists).toBeGreaterThan(1);
      // 0.5, 1, 2, 4 s at most, with full jitter: a dozen would be no back-off.
      expect(lists).toBeLessThan(12);
      await proxy.set({ kind: "none" });
    },
  );

  it("keeps quiet about events, and counts them", async () => {
    await put("a");
    const told = await following();
    await proxy.set({ kind: "quiet", types: ["MODIFIED"] });
    await label("1");
    await api.cluster.delete("Server", "a", NAMESPACE);
    await toldIs(told, ["DELETED 1"]);
    expect((await proxy.report()).changedEvents).toBe(1);
  });

  it("tells events twice and in reverse", async () => {
    await put("a");
    const told = await following();
    await proxy.set({ kind: "stutter" });
    await label("1");
    await label("2");
    await toldIs(told, ["MODIFIED 2", "MODIFIED 2", "MODIFIED 1", "MODIFIED 1"]);
  });

  it("shows the past", async () => {
    await put("a");
    const lists = await memorise(api.module);
    await put("b");
    await label("new");
    const seen = async (): Promise<unknown> => {
      const { items } = (await get(SERVERS)) as { items: Server[] };
      const one = (await get(`${SERVERS}/a`)) as Server;
      const other = (await get(`${SERVERS}/b`)) as Server | undefined;
      return [items.length, one.metadata?.labels?.["value"], other?.metadata?.name];
    };
    await proxy.set({ kind: "memory", lists, extent: "lists and watches" });
    expect(await seen()).toEqual([1, "new", "b"]);
    await proxy.set({ kind: "memory", lists, extent: "all that is read" });
    expect(await seen()).toEqual([1, undefined, undefined]);
  });

  it("goes away, and comes back where it was", async () => {
    const told = await following();
    await proxy.goAway();
    await expect(get(SERVERS)).rejects.toMatchObject({ name: "ApiUnavailable" });
    await proxy.comeBack();
    expect(await get(SERVERS)).toMatchObject({ items: [] });
    await put("a");
    expect(told).toEqual([]);
  });
});
