import { DependencyMissing } from "../../lib/domain/errors";
import type { SecretRegister } from "../../lib/ports/log";
import type { Secrets, SecretUses } from "../../lib/ports/secrets";
import { until } from "../e2e/world/until";

/** What a suite of `Secrets` runs against. */
export interface SecretsBench {
  readonly secrets: Secrets;
  /** Where values that were read are registered. */
  readonly register: SecretRegister;
  /** A namespace whose Secrets may be read, and one whose Secrets may not, until `grant`. */
  readonly open: string;
  readonly closed: string;
  put(namespace: string, name: string, entries: Readonly<Record<string, string>>): Promise<void>;
  /** Does for the closed namespace what the error's remedy says. */
  grant(): Promise<void>;
  close(): Promise<void>;
}

/** What the suite reads; `other` is not among it. */
const USES: SecretUses = {
  username: "public",
  privateKey: "secret",
  key: "secret",
  empty: "secret",
};

const NOTICE_TIMEOUT_MS = 10_000;

/** What every `Secrets` does, the fake one included. */
export function describeSecrets(name: string, make: () => Promise<SecretsBench>): void {
  describe(`${name} as Secrets`, () => {
    let bench: SecretsBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    async function read(namespace: string, secret: string): Promise<Record<string, string>> {
      const entries = await bench.secrets.read({ namespace, name: secret }, USES);
      return Object.fromEntries([...entries].map(([entry, value]) => [entry, value.reveal()]));
    }

    it("reads every wanted entry as it was written, and no other", async () => {
      const entries = { username: "ubuntu", privateKey: "line 1\nline 2 – Zürich\n", empty: "" };
      await bench.put(bench.open, "some", { ...entries, other: "not wanted" });
      expect(await read(bench.open, "some")).toEqual(entries);
    });

    it("reads what stands there now", async () => {
      await bench.put(bench.open, "changing", { key: "one" });
      await read(bench.open, "changing");
      await bench.put(bench.open, "changing", { key: "two" });
      expect(await read(bench.open, "changing")).toEqual({ key: "two" });
    });

    it("has no entries where there are none", async () => {
      await bench.put(bench.open, "bare", {});
      expect(await read(bench.open, "bare")).toEqual({});
    });

    it("has masked from then on what is a secret by its use, and nothing else", async () => {
      await bench.put(bench.open, "masked", {
        username: "operator",
        key: "hunter2-password",
        other: "words of no consequence",
      });
      const text = "operator hunter2-password has words of no consequence";
      expect(bench.register.redact(text)).toBe(text);
      await read(bench.open, "masked");
      expect(bench.register.redact(text)).toBe("operator [redacted] has words of no consequence");
    });

    it("waits for one that is absent", async () => {
      const reading = read(bench.open, "absent");
      await expect(reading).rejects.toThrow(DependencyMissing);
      await expect(reading).rejects.toMatchObject({
        reason: "SecretNotFound",
        message: `Secret ${bench.open}/absent does not exist`,
        object: { kind: "Secret", namespace: bench.open, name: "absent" },
      });
    });

    it("waits for the right to read one, says how to grant it, and reads it then", async () => {
      await bench.put(bench.closed, "theirs", { key: "value" });
      for (const secret of ["theirs", "absent"]) {
        const reading = read(bench.closed, secret);
        await expect(reading).rejects.toThrow(DependencyMissing);
        await expect(reading).rejects.toMatchObject({
          reason: "SecretForbidden",
          message: `Secret ${bench.closed}/${secret} may not be read`,
          remedy: expect.stringContaining(
            `kubectl create rolebinding stargate-inventory -n ${bench.closed}`,
          ) as string,
          object: { kind: "RoleBinding", namespace: bench.closed, name: "stargate-inventory" },
        });
      }
      await bench.grant();
      const entries = await until("the right to read", NOTICE_TIMEOUT_MS, () =>
        read(bench.closed, "theirs").catch(() => undefined),
      );
      expect(entries).toEqual({ key: "value" });
    });
  });
}
