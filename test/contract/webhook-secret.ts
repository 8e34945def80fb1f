import { Conflict } from "../../lib/domain/errors";
import { Secret } from "../../lib/domain/secret";
import type { SharedCertificate } from "../../lib/domain/webhook-certificate/facts";
import type { WebhookSecret } from "../../lib/ports/webhook-secret";

/** What a suite of `WebhookSecret` runs against. */
export interface WebhookSecretBench {
  readonly secret: WebhookSecret;
  close(): Promise<void>;
}

function shared(word: string): SharedCertificate {
  return {
    leaf: { certificate: `leaf ${word}`, key: new Secret(`key of the leaf ${word}`) },
    bundle: `bundle ${word}\n`,
    authorityKey: new Secret(`key of the authority ${word}`),
    path: new Secret(`path-of-the-webhooks-${word}`),
  };
}

/** What every `WebhookSecret` does, the fake one included. */
export function describeWebhookSecret(name: string, make: () => Promise<WebhookSecretBench>): void {
  describe(`${name} as WebhookSecret`, () => {
    let bench: WebhookSecretBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("is made once, and changed by whoever read it last", async () => {
      const { secret } = bench;
      expect(await secret.read()).toBeUndefined();
      await secret.write(shared("one"), undefined);
      await expect(secret.write(shared("two"), undefined)).rejects.toThrow(Conflict);
      const first = await secret.read();
      expect(revealed(first?.shared)).toEqual(revealed(shared("one")));
      await secret.write(shared("three"), first?.version);
      await expect(secret.write(shared("four"), first?.version)).rejects.toThrow(Conflict);
      expect(revealed((await secret.read())?.shared)).toEqual(revealed(shared("three")));
    });
  });
}

function revealed(value: SharedCertificate | undefined): readonly (string | undefined)[] {
  return [
    value?.leaf.certificate,
    value?.leaf.key.reveal(),
    value?.bundle,
    value?.authorityKey.reveal(),
    value?.path.reveal(),
  ];
}
