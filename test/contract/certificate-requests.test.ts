import { randomUUID, X509Certificate } from "node:crypto";
import { ApiBootstrapTokens } from "../../lib/adapters/kubernetes/bootstrap-tokens";
import { ApiCertificateRequests } from "../../lib/adapters/kubernetes/certificate-requests";
import type { ApiClient } from "../../lib/adapters/kubernetes/client";
import { KUBELET_CLIENT_SIGNER } from "../../lib/api/names";
import { AccessDenied } from "../../lib/domain/errors";
import { tokenIdOf } from "../../lib/domain/token";
import { until } from "../e2e/world/until";
import { emptyRegister, FakeCertificateRequests } from "../fakes/cluster";
import { certificateRequest, nodeSubject } from "../fakes/pki";
import { inSeconds } from "./bootstrap-tokens";
import { describeCertificateRequests } from "./certificate-requests";
import { type LabApi, openLab } from "./lab-api";

const REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

const USAGES = ["digital signature", "client auth"];

/** The API server's authenticator learns of a token by a watch; the signer of an approval, too. */
const NOTICE_TIMEOUT_MS = 30_000;

/** A request as the administrator sees it. */
interface Seen {
  readonly status?: {
    readonly certificate?: string;
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  };
}

/** A server in the middle of its join: it has the token of its operation, and asks with it. */
class Joiner {
  readonly uid = randomUUID();
  readonly #api: LabApi;
  readonly #client: Promise<ApiClient>;
  readonly #made: string[] = [];

  constructor(api: LabApi) {
    this.#api = api;
    this.#client = this.#login();
  }

  async #login(): Promise<ApiClient> {
    const tokens = new ApiBootstrapTokens(this.#api.module, emptyRegister);
    const token = await tokens.ensure(this.uid, inSeconds(600));
    const client = this.#api.withToken(token.reveal());
    await until("the token to be known", NOTICE_TIMEOUT_MS, async () => {
      try {
        await client.request({ method: "GET", path: `${REQUESTS}/nobody` });
        return true;
      } catch (error: unknown) {
        return error instanceof AccessDenied && !error.message.includes("401") ? true : undefined;
      }
    });
    return client;
  }

  /** Sends a request; its name. */
  async submit(pem: string): Promise<string> {
    const name = `contract-${randomUUID()}`;
    this.#made.push(name);
    await (
      await this.#client
    ).request({
      method: "POST",
      path: REQUESTS,
      body: {
        apiVersion: "certificates.k8s.io/v1",
        kind: "CertificateSigningRequest",
        metadata: { name },
        spec: {
          request: Buffer.from(pem).toString("base64"),
          signerName: KUBELET_CLIENT_SIGNER,
          usages: USAGES,
        },
      },
    });
    return name;
  }

  async statusOf(name: string): Promise<NonNullable<Seen["status"]>> {
    const seen = await this.#api.cluster.get("CertificateSigningRequest", name);
    return (seen as unknown as Seen).status ?? {};
  }

  async close(): Promise<void> {
    for (const name of this.#made) {
      await this.#api.cluster.delete("CertificateSigningRequest", name);
    }
    await new ApiBootstrapTokens(this.#api.module, emptyRegister).revoke(this.uid);
    await this.#api.close();
  }
}

describeCertificateRequests("FakeCertificateRequests", () => {
  const requests = new FakeCertificateRequests();
  const sender = { username: "system:bootstrap:abcdef", groups: ["system:authenticated"] };
  return Promise.resolve({
    requests,
    sender,
    submit: node => {
      const name = randomUUID();
      requests.requests.set(name, {
        ...sender,
        name,
        signerName: KUBELET_CLIENT_SIGNER,
        usages: USAGES,
        subject: {
          commonNames: [`system:node:${node}`],
          organizations: ["system:nodes"],
          otherAttributes: [],
          extensions: [],
        },
        decided: false,
      });
      return Promise.resolve(name);
    },
    decisionsOn: name =>
      Promise.resolve(
        requests.decisions
          .map(decision => decision.split(" "))
          .filter(([, about]) => about === name)
          .map(([verdict]) => (verdict === "approved" ? "Approved: because" : "Denied: because")),
      ),
    close: () => Promise.resolve(),
  });
});

describeCertificateRequests("ApiCertificateRequests", async () => {
  const api = await openLab();
  const joiner = new Joiner(api);
  return {
    requests: new ApiCertificateRequests(api.module),
    sender: {
      username: `system:bootstrap:${tokenIdOf(joiner.uid)}`,
      groups: ["system:bootstrappers", "system:bootstrappers:stargate", "system:authenticated"],
    },
    submit: node => joiner.submit(certificateRequest(nodeSubject(node))),
    decisionsOn: async name =>
      ((await joiner.statusOf(name)).conditions ?? []).map(
        ({ type, message }) => `${type}: ${message}`,
      ),
    close: () => joiner.close(),
  };
});

describe("ApiCertificateRequests", () => {
  let joiner: Joiner;
  let requests: ApiCertificateRequests;

  beforeAll(async () => {
    const api = await openLab();
    joiner = new Joiner(api);
    requests = new ApiCertificateRequests(api.module);
  });

  afterAll(async () => {
    await joiner.close();
  });

  /** The subject that is signed once the request is approved. */
  async function signedSubject(name: string): Promise<string> {
    await requests.approve(name, "because");
    const certificate = await until("the certificate", NOTICE_TIMEOUT_MS, async () => {
      return (await joiner.statusOf(name)).certificate;
    });
    return new X509Certificate(Buffer.from(certificate, "base64")).subject;
  }

  it.each(["ec", "rsa"] as const)(
    "has the cluster sign the subject that was read (%s)",
    async key => {
      const name = await joiner.submit(certificateRequest(nodeSubject("w1"), { key }));
      expect((await requests.get(name))?.subject?.commonNames).toEqual(["system:node:w1"]);
      expect(await signedSubject(name)).toBe("O=system:nodes\nCN=system:node:w1");
    },
  );

  it("shows the names that a request asks for besides", async () => {
    const pem = certificateRequest(nodeSubject("w1"), { names: ["kubernetes"] });
    const request = await requests.get(await joiner.submit(pem));
    expect(request?.subject?.extensions).toEqual(["2.5.29.17"]);
  });

  it.each([
    ["behind it", (pem: string) => pem],
    ["behind it, and has a header", (pem: string) => pem.replace("-----\n", "-----\nA: b\n\n")],
  ])("reads no subject when another request stands %s: the first is signed", async (_, first) => {
    const victim = certificateRequest(nodeSubject("victim"));
    const ours = certificateRequest(nodeSubject("w1"));
    const name = await joiner.submit(first(victim) + ours);
    expect(await requests.get(name)).toMatchObject({ subject: undefined });
    // Why it matters: this is what an approval would have made.
    expect(await signedSubject(name)).toContain("CN=system:node:victim");
  });

  it("takes a failed or issued request for decided", async () => {
    const name = await joiner.submit(certificateRequest(nodeSubject("w1")));
    await signedSubject(name);
    expect(await requests.get(name)).toMatchObject({ decided: true });
  });
});
