import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "../../../../lib/adapters/kubernetes/client";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import { API_CONNECTIONS } from "../../../../lib/defaults";
import { Desk, statusOf } from "../../../fakes/desk";

const GET: ApiRequest = { method: "GET", path: "/api/v1/nodes/w1" };
const POST: ApiRequest = { method: "POST", path: "/api/v1/namespaces/dc/configmaps", body: {} };

describe("reads while every connection is busy", () => {
  let desk: Desk;
  let client: ApiClient;
  let release: () => void;
  let busy: Promise<unknown>[];

  /** Occupies all connections until `release`. */
  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
    client = desk.client();
    const held: ServerResponse[] = [];
    desk.answer = (_, response) => held.push(response);
    busy = Array.from({ length: API_CONNECTIONS }, (_, index) =>
      client.request({ method: "GET", path: `/busy/${index}` }),
    );
    release = () => {
      let count = 0;
      desk.answer = (_, response) => response.end(`{"answer":${++count}}`);
      held.forEach(response => response.end("{}"));
    };
  });

  afterEach(async () => {
    await client.close();
    desk.close();
  });

  /** What was asked for once all connections were busy. */
  async function seenAfter(requests: readonly Promise<unknown>[]): Promise<string[]> {
    while (desk.seen.length < API_CONNECTIONS) {
      await delay(5);
    }
    release();
    await Promise.all([...requests, ...busy]);
    return desk.seen.slice(API_CONNECTIONS);
  }

  it("reads once what many wait to read, and gives all of them the answer", async () => {
    const reads = [GET, { ...GET }, GET].map(request => client.request(request));
    expect(await seenAfter(reads)).toEqual(["GET /api/v1/nodes/w1"]);
    expect(await Promise.all(reads)).toEqual([{ answer: 1 }, { answer: 1 }, { answer: 1 }]);
  });

  it("shares no read that has begun, which may be older than the question", async () => {
    const reads = ["/busy/0", "/busy/0"].map(path => client.request({ method: "GET", path }));
    expect(await seenAfter(reads)).toEqual(["GET /busy/0"]);
    expect(await reads[0]).toEqual({ answer: 1 });
  });

  it("shares no write, and no read of something else", async () => {
    const requests = [
      client.request(POST),
      client.request(POST),
      client.request({ ...GET, query: { limit: "1" } }),
      client.request(GET),
    ];
    expect(await seenAfter(requests)).toHaveLength(requests.length);
  });

  it("tells everybody who waits what went wrong, and reads anew for who asks after that", async () => {
    const reads = [GET, GET].map(request =>
      client.request(request).then(undefined, (error: unknown) => error as Error),
    );
    const free = release;
    release = () => {
      free();
      desk.say(500, statusOf(500, "because"));
    };
    await seenAfter(reads);
    expect((await Promise.all(reads)).map(error => (error as Error).message)).toEqual([
      "GET /api/v1/nodes/w1: 500 because",
      "GET /api/v1/nodes/w1: 500 because",
    ]);
    desk.say(200, { b: 1 });
    expect(await client.request(GET)).toEqual({ b: 1 });
  });
});
