import { HostKeyMismatch, InvalidSpec, type StargateError } from "../../lib/domain/errors";
import { Secret } from "../../lib/domain/secret";
import type { Hop, RemoteHosts } from "../../lib/ports/remote-host";

/** What a suite of `RemoteHosts` runs against. */
export interface RemoteHostsBench {
  readonly hosts: RemoteHosts;
  /** A host that lets us in, and is not pinned. */
  readonly hop: Hop;
  /** The key that the host shows. */
  readonly hostKey: string;
  readonly fingerprint: string;
  close(): Promise<void>;
}

/** What the error of a rejected promise is. */
export async function rejectionOf(promise: Promise<unknown>): Promise<StargateError> {
  return promise.then(
    () => {
      throw new Error("it did not reject");
    },
    (error: unknown) => error as StargateError,
  );
}

/** What every `RemoteHosts` does, the fake one included. */
export function describeRemoteHosts(name: string, make: () => Promise<RemoteHostsBench>): void {
  describe(`${name} as RemoteHosts`, () => {
    const { signal } = new AbortController();
    let bench: RemoteHostsBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("tells which key an unpinned host showed", async () => {
      const host = await bench.hosts.connect([bench.hop], signal);
      expect(host.hostKey).toEqual({ publicKey: bench.hostKey, fingerprint: bench.fingerprint });
      host.close();
    });

    it.each([
      ["the key", () => bench.hostKey],
      ["the key and a comment", () => `${bench.hostKey} root@host`],
      ["the fingerprint", () => bench.fingerprint],
    ])("connects when the host shows %s that is pinned", async (_, pin) => {
      const hop: Hop = { ...bench.hop, pinnedKeys: [pin()], unknownKey: "refuse" };
      (await bench.hosts.connect([hop], signal)).close();
    });

    it("refuses a host that shows another key than the pinned one", async () => {
      const pinnedKeys = [`SHA256:${"A".repeat(43)}`];
      const error = await rejectionOf(bench.hosts.connect([{ ...bench.hop, pinnedKeys }], signal));
      expect(error).toBeInstanceOf(HostKeyMismatch);
      expect(error.reason).toBe("HostKeyMismatch");
    });

    it("refuses an unpinned host when it must not learn keys", async () => {
      const hop: Hop = { ...bench.hop, unknownKey: "refuse" };
      const error = await rejectionOf(bench.hosts.connect([hop], signal));
      expect(error).toBeInstanceOf(HostKeyMismatch);
    });

    it("knows a private key from other text", () => {
      expect(() => {
        bench.hosts.verifyKey(bench.hop.privateKey);
      }).not.toThrow();
      expect(() => {
        bench.hosts.verifyKey(new Secret("not a key"));
      }).toThrow(InvalidSpec);
    });
  });
}
