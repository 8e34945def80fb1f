import { x509Certificates } from "../../lib/adapters/x509/certificates";
import { Conflict } from "../../lib/domain/errors";
import type { WebhookConfigurations } from "../../lib/ports/webhook-configurations";

/** What a suite of `WebhookConfigurations` runs against. */
export interface WebhookConfigurationsBench {
  readonly configurations: WebhookConfigurations;
  /** Versions of what is stored. */
  versions(): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

const [ONE, TWO] = [1, 2].map(() => x509Certificates.issueAuthority(Date.now()).certificate) as [
  string,
  string,
];

/** What every `WebhookConfigurations` does, the fake one included. */
export function describeWebhookConfigurations(
  name: string,
  make: () => Promise<WebhookConfigurationsBench>,
): void {
  describe(`${name} as WebhookConfigurations`, () => {
    let bench: WebhookConfigurationsBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("are changed where they differ, read back, and else left alone", async () => {
      const { configurations } = bench;
      const wanted = { bundle: ONE, path: "0f".repeat(32) };
      const first = await configurations.ensure(() => Promise.resolve(wanted));
      expect(first.isChanged).toBe(true);
      expect(first.clients.length).toBeGreaterThan(1);
      expect(first.clients.every(({ path }) => path === wanted.path)).toBe(true);
      expect(first.clients.every(({ bundle }) => bundle === ONE)).toBe(true);
      expect(await configurations.read()).toEqual(first.clients);
      const before = await bench.versions();
      expect(await configurations.ensure(() => Promise.resolve(wanted))).toEqual({
        ...first,
        isChanged: false,
      });
      expect(await bench.versions()).toEqual(before);
      const { clients } = await configurations.ensure(() =>
        Promise.resolve({ ...wanted, bundle: TWO + ONE }),
      );
      expect(clients.every(({ bundle }) => bundle === TWO + ONE)).toBe(true);
      expect(await bench.versions()).not.toEqual(before);
    });

    it("are left alone where nothing is wanted, and by who knows less than the last writer", async () => {
      const { configurations } = bench;
      const wanted = { bundle: ONE, path: "0f".repeat(32) };
      const { clients } = await configurations.ensure(() => Promise.resolve(wanted));
      const nothing = await configurations.ensure(() => Promise.resolve(undefined));
      expect(nothing).toEqual({ clients, isChanged: false });
      const late = configurations.ensure(async () => {
        await configurations.ensure(() => Promise.resolve({ ...wanted, bundle: TWO + ONE }));
        return { ...wanted, bundle: TWO };
      });
      await expect(late).rejects.toThrow(Conflict);
      expect((await configurations.read())[0]?.bundle).toBe(TWO + ONE);
    });
  });
}
