import { randomUUID } from "node:crypto";
import { ApiBootstrapTokens } from "../../lib/adapters/kubernetes/bootstrap-tokens";
import { AccessDenied } from "../../lib/domain/errors";
import type { Secret } from "../../lib/domain/secret";
import { tokenIdOf } from "../../lib/domain/token";
import { RecentSecrets } from "../../lib/runtime/secret-register";
import { until } from "../e2e/world/until";
import { FakeTokens } from "../fakes/cluster";
import { describeBootstrapTokens, inSeconds } from "./bootstrap-tokens";
import { type LabApi, openLab } from "./lab-api";

const NAMESPACE = "kube-system";

/** The API server's authenticator learns of Secrets by a watch. */
const NOTICE_TIMEOUT_MS = 30_000;

const WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

/** A Secret as the administrator sees it. */
interface TokenSecret {
  readonly type: string;
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

function secretNameOf(operationUid: string): string {
  return `bootstrap-token-${tokenIdOf(operationUid)}`;
}

async function secretOf({ cluster }: LabApi, uid: string): Promise<TokenSecret | undefined> {
  const found = await cluster.get("Secret", secretNameOf(uid), NAMESPACE);
  return found as unknown as TokenSecret | undefined;
}

function entryOf(secret: TokenSecret | undefined, name: string): string | undefined {
  const value = secret?.data[name];
  return value === undefined ? undefined : Buffer.from(value, "base64").toString();
}

describeBootstrapTokens("FakeTokens", () => {
  const tokens = new FakeTokens();
  return Promise.resolve({
    tokens,
    freshUid: randomUUID,
    endOf: uid => Promise.resolve(tokens.live.get(uid)),
    occupy: uid => {
      tokens.occupied.add(uid);
      return Promise.resolve();
    },
    isOccupied: uid => Promise.resolve(tokens.occupied.has(uid)),
    close: () => Promise.resolve(),
  });
});

describeBootstrapTokens("ApiBootstrapTokens", async () => {
  const api = await openLab();
  const made: string[] = [];
  return {
    tokens: new ApiBootstrapTokens(api.module, new RecentSecrets()),
    freshUid: () => {
      const uid = randomUUID();
      made.push(uid);
      return uid;
    },
    endOf: async uid => {
      const end = entryOf(await secretOf(api, uid), "expiration");
      return end === undefined ? undefined : new Date(end);
    },
    occupy: async uid => {
      await api.cluster.create({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: secretNameOf(uid), namespace: NAMESPACE },
        stringData: { whose: "somebody else's" },
      });
    },
    isOccupied: async uid => entryOf(await secretOf(api, uid), "whose") === "somebody else's",
    close: async () => {
      for (const uid of made) {
        await api.cluster.delete("Secret", secretNameOf(uid), NAMESPACE);
      }
      await api.close();
    },
  };
});

describe("ApiBootstrapTokens", () => {
  const register = new RecentSecrets();
  const uid = randomUUID();
  let api: LabApi;
  let tokens: ApiBootstrapTokens;

  beforeAll(async () => {
    api = await openLab();
    tokens = new ApiBootstrapTokens(api.module, register);
  });

  afterAll(async () => {
    await api.cluster.delete("Secret", secretNameOf(uid), NAMESPACE);
    await api.close();
  });

  /** Who the API server says that the token's holder is; undefined when it knows nobody. */
  async function holderOf(token: Secret): Promise<object | undefined> {
    const client = api.withToken(token.reveal());
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    try {
      const answer = await client.request({ method: "POST", path: WHOAMI, body });
      return (answer as { status: { userInfo: object } }).status.userInfo;
    } catch (error: unknown) {
      if (error instanceof AccessDenied) {
        return undefined;
      }
      throw error;
    }
  }

  it("lets its holder in as one of our group and of no other, until it is revoked", async () => {
    const token = await tokens.ensure(uid, inSeconds(600));
    const holder = await until("the token to be known", NOTICE_TIMEOUT_MS, () => holderOf(token));
    expect(holder).toEqual({
      username: `system:bootstrap:${tokenIdOf(uid)}`,
      // The first and the last are given to every holder of a bootstrap token.
      groups: ["system:bootstrappers", "system:bootstrappers:stargate", "system:authenticated"],
    });
    await tokens.revoke(uid);
    await until("the token to be refused", NOTICE_TIMEOUT_MS, async () =>
      (await holderOf(token)) === undefined ? true : undefined,
    );
  });

  it.each([
    ["a token of another account", "stargate", "kubernetes.io/service-account-token"],
    ["any other Secret beside tokens", "bootstrap-token-abcdef", "Opaque"],
    ["a token under another name", "stargate", "bootstrap.kubernetes.io/token"],
  ])("is all that the module may create: not %s", async (_, name, type) => {
    const annotations = {
      "kubernetes.io/service-account.name": "clusterrole-aggregation-controller",
    };
    const metadata = { name, namespace: NAMESPACE, annotations };
    const path = `/api/v1/namespaces/${NAMESPACE}/secrets`;
    const body = { apiVersion: "v1", kind: "Secret", metadata, type };
    const create = api.module.request({ method: "POST", path, query: { dryRun: "All" }, body });
    await expect(create).rejects.toThrow(/Stargate creates Secrets only for bootstrap tokens/);
  });

  it("is for logging in only, and says whose it is", async () => {
    const token = await tokens.ensure(uid, inSeconds(600));
    const secret = await secretOf(api, uid);
    expect(secret?.type).toBe("bootstrap.kubernetes.io/token");
    expect(secret?.metadata.labels).toEqual({ "stargate.io/operation": uid });
    expect(Object.keys(secret?.data ?? {}).sort()).toEqual([
      "auth-extra-groups",
      "description",
      "expiration",
      "token-id",
      "token-secret",
      "usage-bootstrap-authentication",
    ]);
    expect(entryOf(secret, "auth-extra-groups")).toBe("system:bootstrappers:stargate");
    expect(token.reveal()).toBe(`${tokenIdOf(uid)}.${entryOf(secret, "token-secret") ?? ""}`);
  });

  it("registers the token and its secret half, also when it was there already", async () => {
    const fresh = new RecentSecrets();
    const token = (
      await new ApiBootstrapTokens(api.module, fresh).ensure(uid, inSeconds(60))
    ).reveal();
    const [, half = ""] = token.split(".");
    expect(fresh.redact(`a ${token} b ${half}`)).toBe("a [redacted] b [redacted]");
  });

  it.each(["token-secret", "expiration"])("replaces one of ours that lost its %s", async entry => {
    const first = await tokens.ensure(uid, inSeconds(600));
    const key = { name: secretNameOf(uid), namespace: NAMESPACE };
    await api.cluster.patch("Secret", key, { data: { [entry]: null } });
    const second = await tokens.ensure(uid, inSeconds(600));
    expect(second.reveal()).not.toBe(first.reveal());
    await api.cluster.patch("Secret", key, { data: { [entry]: null } });
    await tokens.revoke(uid);
    expect(await secretOf(api, uid)).toBeUndefined();
  });
});
