import { OPERATION_LABEL } from "../../../../lib/api/names";
import { ApiBootstrapTokens } from "../../../../lib/adapters/kubernetes/bootstrap-tokens";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import { Conflict, DependencyMissing } from "../../../../lib/domain/errors";
import { tokenIdOf } from "../../../../lib/domain/token";
import { emptyRegister } from "../../../fakes/cluster";
import { OPERATION_UID } from "../../../fakes/samples";

const NAME = `bootstrap-token-${tokenIdOf(OPERATION_UID)}`;
const EXPIRES = new Date("2026-03-01T12:16:00Z");

/** An API server with room for one Secret, and what it was asked. */
class Desk {
  readonly asked: string[] = [];
  /** Labels of the Secret that is there. */
  labels: Readonly<Record<string, string>> | undefined;
  /** Called after each request. */
  meanwhile: () => void = () => undefined;
  readonly tokens = new ApiBootstrapTokens(
    {
      request: async request => {
        try {
          return await this.#answer(request);
        } finally {
          this.meanwhile();
        }
      },
    },
    emptyRegister,
  );
  #uid = 0;
  #entries: Readonly<Record<string, string>> = {};

  /** Somebody else creates a Secret of the token's name. */
  occupy(): void {
    this.#uid++;
    this.labels = {};
    this.#entries = {};
  }

  #answer({ method, body }: ApiRequest): Promise<unknown> {
    this.asked.push(method);
    const conflict = new Conflict("conflict", { reason: "ApiUnavailable" });
    if (method === "POST") {
      if (this.labels !== undefined) {
        return Promise.reject(conflict);
      }
      const secret = body as { metadata: { labels: object }; stringData: Record<string, string> };
      this.occupy();
      this.labels = { ...secret.metadata.labels };
      this.#entries = secret.stringData;
    }
    if (method === "DELETE") {
      const only = body as { preconditions: { uid: string } } | undefined;
      if (only !== undefined && only.preconditions.uid !== String(this.#uid)) {
        return Promise.reject(conflict);
      }
      this.labels = undefined;
      return Promise.resolve({});
    }
    const data = Object.entries(this.#entries).map(([name, value]) => [name, btoa(value)]);
    return Promise.resolve(
      this.labels === undefined
        ? undefined
        : {
            metadata: { uid: String(this.#uid), labels: this.labels },
            data: Object.fromEntries(data) as unknown,
          },
    );
  }
}

describe("a bootstrap token", () => {
  let desk: Desk;

  beforeEach(() => {
    desk = new Desk();
  });

  it("is created and deleted without a look", async () => {
    await desk.tokens.ensure(OPERATION_UID, EXPIRES);
    await desk.tokens.revoke(OPERATION_UID);
    expect(desk.asked).toEqual(["POST", "DELETE"]);
    expect(desk.labels).toBeUndefined();
  });

  it("of before is used again", async () => {
    const first = await desk.tokens.ensure(OPERATION_UID, EXPIRES);
    const second = await desk.tokens.ensure(OPERATION_UID, EXPIRES);
    expect(second.reveal()).toBe(first.reveal());
    expect(desk.asked).toEqual(["POST", "POST", "GET"]);
  });

  it("of before that ends too soon gives way to a new one, which is the one that is deleted", async () => {
    const first = await desk.tokens.ensure(OPERATION_UID, EXPIRES);
    const second = await desk.tokens.ensure(OPERATION_UID, new Date(EXPIRES.getTime() + 1000));
    expect(second.reveal()).not.toBe(first.reveal());
    await desk.tokens.revoke(OPERATION_UID);
    expect(desk.labels).toBeUndefined();
  });

  it("is tried again later when somebody else is faster each time", async () => {
    desk.occupy();
    desk.labels = { [OPERATION_LABEL]: OPERATION_UID };
    desk.meanwhile = () => {
      desk.occupy();
    };
    const error = await desk.tokens.ensure(OPERATION_UID, EXPIRES).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DependencyMissing);
    desk.meanwhile = () => {
      desk.labels = desk.asked.at(-1) === "GET" ? {} : { [OPERATION_LABEL]: OPERATION_UID };
    };
    const again = await desk.tokens.ensure(OPERATION_UID, EXPIRES).catch((e: unknown) => e);
    expect(again).toBeInstanceOf(Conflict);
  });

  it("of somebody else who took its place meanwhile is left alone", async () => {
    await desk.tokens.ensure(OPERATION_UID, EXPIRES);
    desk.occupy();
    await desk.tokens.revoke(OPERATION_UID);
    expect(desk.labels).toEqual({});
  });
});

describe("a bootstrap token of the same ID that is not the operation's", () => {
  let desk: Desk;

  beforeEach(() => {
    desk = new Desk();
    desk.occupy();
  });

  it("is waited for to go", async () => {
    const error = await desk.tokens.ensure(OPERATION_UID, EXPIRES).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DependencyMissing);
    expect(error).toMatchObject({
      reason: "TokenTaken",
      object: { kind: "Secret", namespace: "kube-system", name: NAME },
    });
    expect(desk.asked).toEqual(["POST", "GET"]);
  });

  it("is left alone when the operation ends, which then can end", async () => {
    await desk.tokens.revoke(OPERATION_UID);
    expect(desk.asked).toEqual(["GET"]);
    expect(desk.labels).toEqual({});
  });
});
