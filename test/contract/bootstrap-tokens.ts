import { DependencyMissing } from "../../lib/domain/errors";
import { tokenIdOf } from "../../lib/domain/token";
import type { BootstrapTokens } from "../../lib/ports/join";

/** What a suite of `BootstrapTokens` runs against. */
export interface BootstrapTokensBench {
  readonly tokens: BootstrapTokens;
  /** A UID that no token exists for. */
  freshUid(): string;
  /** When the operation's token ends, if there is one. */
  endOf(operationUid: string): Promise<Date | undefined>;
  /** Puts somebody else's Secret where the operation's would be. */
  occupy(operationUid: string): Promise<void>;
  /** Whether that Secret is still there, as it was. */
  isOccupied(operationUid: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Whole seconds, as tokens have them. */
export function inSeconds(seconds: number): Date {
  return new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000);
}

/** What every `BootstrapTokens` does, the fake one included. */
export function describeBootstrapTokens(
  name: string,
  make: () => Promise<BootstrapTokensBench>,
): void {
  describe(`${name} as BootstrapTokens`, () => {
    let bench: BootstrapTokensBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    const mint = async (uid: string, expiresAt: Date): Promise<string> =>
      (await bench.tokens.ensure(uid, expiresAt)).reveal();

    it("mints a token whose public half follows from the operation", async () => {
      const uid = bench.freshUid();
      const end = inSeconds(600);
      expect(await mint(uid, end)).toMatch(new RegExp(`^${tokenIdOf(uid)}\\.[a-z0-9]{16}$`));
      expect(await bench.endOf(uid)).toEqual(end);
    });

    it("mints one for each operation", async () => {
      const [one, two] = [bench.freshUid(), bench.freshUid()];
      expect(await mint(one, inSeconds(600))).not.toBe(await mint(two, inSeconds(600)));
    });

    it("keeps a token that lives long enough", async () => {
      const uid = bench.freshUid();
      const end = inSeconds(600);
      const first = await mint(uid, end);
      expect(await mint(uid, end)).toBe(first);
      expect(await mint(uid, inSeconds(300))).toBe(first);
      expect(await bench.endOf(uid)).toEqual(end);
    });

    it.each([
      ["ends too soon", 300],
      ["has ended", -60],
    ])("replaces a token that %s", async (_, seconds) => {
      const uid = bench.freshUid();
      const first = await mint(uid, inSeconds(seconds));
      const end = inSeconds(600);
      expect(await mint(uid, end)).not.toBe(first);
      expect(await bench.endOf(uid)).toEqual(end);
    });

    it("revokes a token, and does not mind when there is none", async () => {
      const uid = bench.freshUid();
      const first = await mint(uid, inSeconds(600));
      await bench.tokens.revoke(uid);
      await bench.tokens.revoke(uid);
      expect(await bench.endOf(uid)).toBeUndefined();
      expect(await mint(uid, inSeconds(600))).not.toBe(first);
    });

    it("leaves a Secret of somebody else alone, and says that it is in the way", async () => {
      const uid = bench.freshUid();
      await bench.occupy(uid);
      await expect(bench.tokens.ensure(uid, inSeconds(600))).rejects.toThrow(DependencyMissing);
      expect(await bench.isOccupied(uid)).toBe(true);
    });

    it("has nothing to revoke there, so that the operation can end", async () => {
      const uid = bench.freshUid();
      await bench.occupy(uid);
      await bench.tokens.revoke(uid);
      expect(await bench.isOccupied(uid)).toBe(true);
    });
  });
}
