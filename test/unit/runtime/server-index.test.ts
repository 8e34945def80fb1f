import type { Server } from "../../../lib/api/server.generated";
import { RIVAL_LIST_SPACING_MS } from "../../../lib/defaults";
import { Conflict } from "../../../lib/domain/errors";
import { keyOf } from "../../../lib/domain/key";
import { ServerIndex } from "../../../lib/runtime/server-index";
import { FakeClock } from "../../fakes/clock";
import { FakeStore } from "../../fakes/objects";

const MAC = "60:45:bd:5c:3f:6f";

describe("ServerIndex", () => {
  let store: FakeStore;
  let clock: FakeClock;
  let index: ServerIndex;

  beforeEach(() => {
    store = new FakeStore();
    clock = new FakeClock();
    index = new ServerIndex(store.servers, { clock });
  });

  function there(name: string, spec: Partial<Server["spec"]> = {}): Server {
    return store.servers.put({ metadata: { name }, spec: { ipv4: "10.50.1.5", ...spec } });
  }

  /** The answer of the list after the last one. */
  async function nextOf(server: Server): ReturnType<ServerIndex["precedingNow"]> {
    const asked = index.precedingNow(server);
    asked.catch(() => undefined);
    await clock.advance(RIVAL_LIST_SPACING_MS);
    return await asked;
  }

  const keys = (names: readonly string[]) => names.map(name => ({ namespace: "dc", name }));

  it("asks the API server until it was filled, and then no more", async () => {
    there("a");
    const later = there("b");
    expect((await index.preceding(later))?.server.metadata?.name).toBe("a");
    expect((await index.precedingAt(keyOf(later)))?.claim.kind).toBe("DuplicateAddress");
    expect(await index.precedingAt({ namespace: "dc", name: "nobody" })).toBeUndefined();
    await index.refill();
    store.servers.list = () => Promise.reject(new Error("asked again"));
    expect((await index.precedingAt(keyOf(later)))?.server.metadata?.name).toBe("a");
    expect(await index.precedingAt({ namespace: "dc", name: "nobody" })).toBeUndefined();
  });

  it("finds who came first, by each thing that is claimed", async () => {
    await index.refill();
    const servers = [
      there("a", { mac: MAC, routerIP: "100.64.0.9" }),
      there("b", { mac: MAC, ipv4: "10.50.1.6" }),
      there("c", { routerIP: "100.64.0.9" }),
      there("d", { ipv4: "10.50.1.9" }),
    ];
    servers.forEach(server => index.see(server));
    const found = await Promise.all(servers.map(server => index.preceding(server)));
    expect(found.map(rival => rival?.claim.kind)).toEqual([
      undefined,
      "DuplicateMac",
      "DuplicateAddress",
      undefined,
    ]);
  });

  it("tells whom a change or an end concerns: who claims the same now, or did until now", async () => {
    await index.refill();
    expect(index.see(there("a"))).toEqual([]);
    const b = there("b");
    expect(index.see(b)).toEqual(keys(["a"]));
    expect(index.see(there("c", { ipv4: "10.50.1.6" }))).toEqual([]);
    const { metadata } = b;
    const moved = store.servers.put({ metadata: metadata as never, spec: { ipv4: "10.50.1.6" } });
    expect(index.see(moved)).toEqual(keys(["a", "c"]));
    expect(index.lose(moved)).toEqual(keys(["c"]));
    expect(index.lose(moved)).toEqual([]);
  });

  it("lists once more for who wants to know it now, and believes the list more than the watch", async () => {
    const a = there("a");
    await index.refill();
    const late = there("b");
    store.servers.put({ metadata: a.metadata as never, spec: { ipv4: "10.50.1.6" } });
    const list = store.servers.list.bind(store.servers);
    store.servers.list = async () => {
      // The watch is behind, and tells of the old one while the list is under way.
      index.see(a);
      return await list();
    };
    expect(await index.precedingNow(late)).toBeUndefined();
    store.servers.list = list;
    store.servers.put({ metadata: a.metadata as never, spec: { ipv4: "10.50.1.5" } });
    const asked = index.precedingNow(late);
    await clock.advance(RIVAL_LIST_SPACING_MS);
    expect((await asked)?.server.metadata?.name).toBe("a");
  });

  it("has a Server that claims something else now, or was edited, judged anew", async () => {
    const before = there("b");
    const { metadata, spec } = before;
    store.servers.put({ metadata: metadata as never, spec: { ipv4: "10.50.1.7" } });
    await expect(index.precedingNow(before)).rejects.toThrow(Conflict);
    const edited = { ...metadata, generation: 2 };
    store.servers.put({ metadata: edited as never, spec });
    await expect(nextOf(before)).rejects.toThrow("Server dc/b was changed since it was read");
    const found = { metadata: metadata as never, spec, status: { mac: MAC } };
    store.servers.put(found);
    await expect(nextOf(before)).rejects.toThrow(Conflict);
  });

  it("has a Server that was deleted, or made once more, judged anew", async () => {
    const before = there("b");
    await store.servers.delete(keyOf(before));
    await expect(index.precedingNow(before)).rejects.toThrow(Conflict);
    there("b");
    await expect(nextOf(before)).rejects.toThrow(Conflict);
  });

  it("keeps only what is claimed, and since when", async () => {
    const full = there("a", { mac: MAC, paused: true });
    index.see({ ...full, status: { mac: MAC, message: "long" } } as Server);
    await index.refill();
    index.see({ ...full, status: { mac: MAC, message: "long" } } as Server);
    const rival = await index.preceding(there("b"));
    expect(rival?.server.spec).toEqual({ ipv4: "10.50.1.5", mac: MAC });
    expect(rival?.server.status).toEqual({ mac: MAC });
  });
});
