import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import * as z from "zod";
import { BOOTSTRAP_GROUP, BOOTSTRAP_TOKEN_TYPE, OPERATION_LABEL } from "../../api/names";
import { Conflict, DependencyMissing } from "../../domain/errors";
import { tokenIdOf } from "../../domain/token";
import { referenceTo } from "../../domain/waiting";
import { Secret } from "../../domain/secret";
import type { BootstrapTokens } from "../../ports/join";
import type { SecretRegister } from "../../ports/log";
import type { ApiClient } from "./client";

const SECRETS = "/api/v1/namespaces/kube-system/secrets";

/** Characters of a token's secret half. Source: Kubernetes, "Authenticating with Bootstrap Tokens". */
const TOKEN_SECRET_LENGTH = 16;

/** Tokens that are remembered; the Secret of one that was forgotten is read before it is deleted. */
const CAPACITY = 1_000;

const tokenSecret = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
  data: z.record(z.string(), z.base64()).default({}),
});

const created = z.object({ metadata: z.object({ uid: z.string() }) });

type Entries = Readonly<Record<string, string>>;

/** A token that can be used. */
interface Live {
  readonly half: string;
  readonly endsMs: number;
}

/** Bootstrap tokens, as Secrets of kube-system, each named after its operation. */
export class ApiBootstrapTokens implements BootstrapTokens {
  readonly #client: Pick<ApiClient, "request">;
  readonly #register: SecretRegister;
  /** UID of the Secret that this process created for an operation. */
  readonly #created = new LRUCache<string, string>({ max: CAPACITY });

  constructor(client: Pick<ApiClient, "request">, register: SecretRegister) {
    this.#client = client;
    this.#register = register;
  }

  async ensure(operationUid: string, expiresAt: Date): Promise<Secret> {
    return (
      (await this.#create(operationUid, expiresAt)) ?? (await this.#renew(operationUid, expiresAt))
    );
  }

  async revoke(operationUid: string): Promise<void> {
    const created = this.#created.get(operationUid);
    if (created !== undefined && (await this.#delete(operationUid, { uid: created }))) {
      return;
    }
    const existing = await this.#get(operationUid);
    if (existing !== undefined && existing !== "foreign") {
      await this.#delete(operationUid);
    }
  }

  /** The token that is there, or a new one in its place. */
  async #renew(operationUid: string, expiresAt: Date): Promise<Secret> {
    const existing = await this.#get(operationUid);
    if (existing === "foreign") {
      const name = nameOf(operationUid);
      throw new DependencyMissing(
        `Secret kube-system/${name} exists and is not of this operation`,
        {
          reason: "TokenTaken",
          remedy: "delete that bootstrap token, or create the Operation again",
          object: referenceTo("Secret", { namespace: "kube-system", name }),
        },
      );
    }
    const live = existing === undefined ? undefined : liveOf(existing);
    if (live !== undefined && live.endsMs >= expiresAt.getTime()) {
      return this.#token(operationUid, live.half);
    }
    if (existing !== undefined) {
      await this.#delete(operationUid);
    }
    const fresh = await this.#create(operationUid, expiresAt);
    if (fresh === undefined) {
      const message = `Secret kube-system/${nameOf(operationUid)} comes and goes`;
      throw new Conflict(message, { reason: "ApiUnavailable" });
    }
    return fresh;
  }

  /** Deletes the Secret; whether it is gone. With a UID only that very one. */
  async #delete(operationUid: string, only?: { readonly uid: string }): Promise<boolean> {
    const path = pathOf(operationUid);
    const body = only === undefined ? {} : { body: { preconditions: only } };
    this.#created.delete(operationUid);
    return await unlessConflict(() => this.#client.request({ method: "DELETE", path, ...body }));
  }

  /** Creates the Secret; undefined when one of its name is there. */
  async #create(operationUid: string, expiresAt: Date): Promise<Secret | undefined> {
    const half = randomTokenSecret();
    const token = this.#token(operationUid, half);
    const stringData = {
      description: `Stargate operation ${operationUid}; deleted when it ends.`,
      "token-id": tokenIdOf(operationUid),
      "token-secret": half,
      expiration: expiresAt.toISOString(),
      "usage-bootstrap-authentication": "true",
      "auth-extra-groups": BOOTSTRAP_GROUP,
    };
    const metadata = {
      name: nameOf(operationUid),
      labels: { [OPERATION_LABEL]: operationUid },
    };
    const isNew = await unlessConflict(async () => {
      const answer = await this.#client.request({
        method: "POST",
        path: SECRETS,
        body: {
          apiVersion: "v1",
          kind: "Secret",
          metadata,
          type: BOOTSTRAP_TOKEN_TYPE,
          stringData,
        },
      });
      this.#created.set(operationUid, created.parse(answer).metadata.uid);
    });
    return isNew ? token : undefined;
  }

  /** Entries of the operation's token Secret. A Secret of that name that is not ours is left alone. */
  async #get(operationUid: string): Promise<Entries | "foreign" | undefined> {
    const found = await this.#client.request({ method: "GET", path: pathOf(operationUid) });
    if (found === undefined) {
      return undefined;
    }
    const { metadata, data } = tokenSecret.parse(found);
    return metadata.labels[OPERATION_LABEL] === operationUid ? data : "foreign";
  }

  #token(operationUid: string, half: string): Secret {
    const token = new Secret(`${tokenIdOf(operationUid)}.${half}`);
    this.#register.add(token);
    this.#register.add(new Secret(half));
    return token;
  }
}

/** Whether the API server took it: not when what is there is not what was expected. */
async function unlessConflict(request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error: unknown) {
    if (error instanceof Conflict) {
      return false;
    }
    throw error;
  }
}

function nameOf(operationUid: string): string {
  return `bootstrap-token-${tokenIdOf(operationUid)}`;
}

function pathOf(operationUid: string): string {
  return `${SECRETS}/${nameOf(operationUid)}`;
}

/** The token, unless somebody took away what it needs. */
function liveOf({ "token-secret": half, expiration }: Entries): Live | undefined {
  return half === undefined || expiration === undefined
    ? undefined
    : { half: decode(half), endsMs: Date.parse(decode(expiration)) };
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/** 64 random bits in hexadecimal, which is within the alphabet of tokens ([a-z0-9]). */
function randomTokenSecret(): string {
  return randomBytes(TOKEN_SECRET_LENGTH / 2).toString("hex");
}
