import { text } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../../../lib/adapters/kubernetes/client";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import {
  AccessDenied,
  ApiUnavailable,
  Conflict,
  InvalidSpec,
  type StargateError,
} from "../../../../lib/domain/errors";
import { Desk, statusOf } from "../../../fakes/desk";
import { selfSigned } from "../../../fakes/pki";

const IMPATIENT_MS = 300;

const GET: ApiRequest = { method: "GET", path: "/api/v1/nodes/w1" };
const POST: ApiRequest = { method: "POST", path: "/api/v1/namespaces/dc/configmaps", body: {} };

describe("ApiClient", () => {
  let desk: Desk;
  let client: ApiClient;

  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
    client = desk.client();
  });

  afterEach(async () => {
    await client.close();
    desk.close();
  });

  async function refusalOf(request: ApiRequest, by = client): Promise<StargateError> {
    return await by.request(request).then(
      () => {
        throw new Error("it did not reject");
      },
      (error: unknown) => error as StargateError,
    );
  }

  it("sends what it is given, as who it is, and returns the answer's body", async () => {
    let heard = "";
    desk.answer = (request, response) => {
      const { authorization, "content-type": type = "" } = request.headers;
      void text(request).then(body => {
        heard = [request.method, request.url, authorization, type, body].join(" ");
        response.end('{"a":1}');
      });
    };
    expect(await client.request({ ...GET, query: { limit: "5" } })).toEqual({ a: 1 });
    expect(heard).toBe("GET /api/v1/nodes/w1?limit=5 Bearer a-token  ");
    await client.request({ method: "PATCH", path: "/x", body: { b: 2 } });
    expect(heard).toBe(
      'PATCH /x?fieldManager=stargate&fieldValidation=Strict Bearer a-token application/merge-patch+json {"b":2}',
    );
  });

  it("takes an empty answer for an empty object", async () => {
    desk.say(200, "");
    expect(await client.request({ method: "DELETE", path: "/x" })).toEqual({});
  });

  it.each(["GET", "PATCH", "PUT", "DELETE"] as const)(
    "has nothing where %s finds none",
    async method => {
      desk.say(404, statusOf(404, "not found"));
      expect(await client.request({ method, path: "/x" })).toBeUndefined();
    },
  );

  it("does not take it for a success when what is created has no place to be", async () => {
    desk.say(404, statusOf(404, 'namespaces "dc" not found'));
    const error = await refusalOf(POST);
    expect(error).toBeInstanceOf(ApiUnavailable);
    expect(error.message).toContain('namespaces "dc" not found');
  });

  it.each([
    [400, InvalidSpec, "terminal"],
    [401, AccessDenied, "terminal"],
    [403, AccessDenied, "terminal"],
    [409, Conflict, "retry"],
    [413, InvalidSpec, "terminal"],
    [422, InvalidSpec, "terminal"],
    [429, ApiUnavailable, "retry"],
    [500, ApiUnavailable, "retry"],
    [503, ApiUnavailable, "retry"],
  ])("names %i by what to do next", async (code, kind, disposition) => {
    desk.say(code, statusOf(code, "because"));
    const error = await refusalOf(GET);
    expect(error).toBeInstanceOf(kind);
    expect(error.disposition).toBe(disposition);
    expect(error.message).toBe(`GET /api/v1/nodes/w1: ${code} because`);
  });

  it.each([
    ["17", 17_000],
    ["0", 0],
    ["-3", undefined],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    ["", undefined],
  ])("waits as long as Retry-After: %s says", async (header, wantMs) => {
    desk.say(429, statusOf(429, "later"), { "retry-after": header });
    expect(await refusalOf(GET)).toMatchObject({ retryAfterMs: wantMs });
  });

  it("says nothing of the wait when the server does not", async () => {
    desk.say(500, "oops");
    expect(await refusalOf(GET)).toMatchObject({ retryAfterMs: undefined });
  });

  it("gives up a server that accepts and says nothing", async () => {
    desk.answer = () => undefined;
    const impatient = desk.client({ timeoutMs: IMPATIENT_MS });
    const error = await refusalOf(GET, impatient);
    expect(error).toBeInstanceOf(ApiUnavailable);
    expect(error.message).toMatch(/GET .*timeout/);
    await impatient.close();
  });

  it("gives up a server that stops in the middle of its answer, or never ends it", async () => {
    desk.answer = (_, response) => response.writeHead(200).write('{"a":');
    const impatient = desk.client({ timeoutMs: IMPATIENT_MS });
    expect(await refusalOf(GET, impatient)).toBeInstanceOf(ApiUnavailable);
    await impatient.close();
    desk.answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{", () => {
        response.destroy();
      });
    };
    expect(await refusalOf(GET)).toBeInstanceOf(ApiUnavailable);
  });

  it("says that nobody is there", async () => {
    const gone = new Desk();
    const port = await gone.open();
    gone.close();
    const lonely = desk.client({ port });
    const error = await refusalOf(GET, lonely);
    expect(error).toBeInstanceOf(ApiUnavailable);
    expect(error.message).toContain("ECONNREFUSED");
    await lonely.close();
  });

  it("trusts no other authority than the cluster's", async () => {
    const stranger = desk.client({ authority: selfSigned().certificate });
    expect(await refusalOf(GET, stranger)).toBeInstanceOf(ApiUnavailable);
    expect(desk.seen).toEqual([]);
    await stranger.close();
  });

  it("follows no redirect, so that the token goes nowhere else", async () => {
    const elsewhere = new Desk();
    const port = await elsewhere.open();
    desk.say(302, "", { location: `https://127.0.0.1:${port}/api/v1/nodes/w1` });
    expect(await refusalOf(GET)).toBeInstanceOf(ApiUnavailable);
    expect(elsewhere.seen).toEqual([]);
    elsewhere.close();
  });

  it("does not show what came instead of JSON when that was to be the answer", async () => {
    desk.say(200, "hunter2-is-the-password");
    const error = await refusalOf(GET);
    expect(error).toBeInstanceOf(ApiUnavailable);
    expect(`${error.message} ${String(error.cause)}`).not.toContain("hunter2");
  });

  it("shows the beginning of a refusal that is no Status", async () => {
    desk.say(502, "x".repeat(1000));
    expect((await refusalOf(GET)).message).toBe(`GET /api/v1/nodes/w1: 502 ${"x".repeat(300)}`);
  });

  it.each([
    ["stringData", (value: string) => value],
    ["data", (value: string) => Buffer.from(value).toString("base64")],
  ])("shows nothing of a Secret's %s that the server repeats", async (field, encode) => {
    const body = { kind: "Secret", [field]: { key: encode("hunter2-is-the-password") } };
    desk.answer = (request, response) => {
      void text(request).then(sent => response.writeHead(400).end(`cannot read ${sent}`));
    };
    const error = await refusalOf({ ...POST, body });
    expect(error.message).toContain("400 cannot read");
    expect(error.message).not.toContain(encode("hunter2-is-the-password"));
  });

  it("can be closed and used again", async () => {
    await client.request(GET);
    await client.close();
    expect(await client.request(GET)).toEqual({});
  });

  it("says which kubeconfig cannot be used", async () => {
    const empty = new ApiClient(new KubeConfig());
    const error = await refusalOf(GET, empty);
    expect(error).toBeInstanceOf(InvalidSpec);
    expect(error.message).toBe("the kubeconfig names no cluster");
    await empty.close();
  });
});
