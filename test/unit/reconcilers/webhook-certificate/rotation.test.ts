import { x509Certificates } from "../../../../lib/adapters/x509/certificates";
import { CERTIFICATE_LOOK_MS, TRUST_SETTLE_MS } from "../../../../lib/defaults";
import { Conflict } from "../../../../lib/domain/errors";
import { Secret } from "../../../../lib/domain/secret";
import { certificatesOf } from "../../../../lib/domain/webhook-certificate/pem";
import { CertificateRotation } from "../../../../lib/reconcilers/webhook-certificate/rotation";
import { silentLog } from "../../../fakes/cluster";
import { DAY_MS, NO_KEY, type Replica, Replicas } from "./replicas";

const LEAF_RENEWAL_MS = 60 * DAY_MS;
const AUTHORITY_RENEWAL_MS = 1218 * DAY_MS;

/** Replicas that show a certificate. */
async function serving(count = 1): Promise<Replicas> {
  const replicas = new Replicas(count);
  await replicas.all[0]!.look();
  replicas.clock.skip(TRUST_SETTLE_MS);
  for (const replica of replicas.all) {
    await replica.look();
    expect(replicas.refusal(replica.shown!)).toBeUndefined();
  }
  return replicas;
}

const [one, two] = [0, 1].map(
  index =>
    (replicas: Replicas): Replica =>
      replicas.all[index]!,
) as [(replicas: Replicas) => Replica, (replicas: Replicas) => Replica];

describe("CertificateRotation", () => {
  it("makes the Secret, tells API servers, gives them the time to learn it, and then shows it", async () => {
    const replicas = new Replicas(1);
    const first = one(replicas);
    expect(first.rotation.check()).toBe("no certificate is shown yet");
    expect(await first.look()).toBe(TRUST_SETTLE_MS);
    expect(first.shown).toBeUndefined();
    expect(first.rotation.notAfterMs).toBeUndefined();
    const { bundle, path } = replicas.shared;
    expect(replicas.configurations.clients).toEqual([
      { bundle, path: path.reveal() },
      { bundle, path: path.reveal() },
    ]);
    replicas.clock.skip(TRUST_SETTLE_MS);
    expect(await first.look()).toBe(CERTIFICATE_LOOK_MS);
    expect(first.shown?.certificate).toBe(replicas.shared.leaf.certificate);
    expect(first.rotation.check()).toBeUndefined();
    expect(first.rotation.path).toBe(path);
    expect(first.rotation.notAfterMs).toBe(
      replicas.clock.now() - TRUST_SETTLE_MS - 300_000 + 90 * DAY_MS,
    );
  });

  it("never has API servers forget an authority because one of them was held up with old knowledge", async () => {
    const replicas = await serving();
    const { secret, configurations, clock } = replicas;
    let goOn = (): void => undefined;
    const held = new Promise<void>(resolve => (goOn = resolve));
    const late = new CertificateRotation({
      ...{ configurations, clock, certificates: x509Certificates, log: silentLog },
      show: () => undefined,
      secret: {
        read: async () => {
          const before = await secret.read();
          await held;
          return before;
        },
        write: (shared, version) => secret.write(shared, version),
      },
    });
    const look = late.look();
    replicas.tamper({ bundle: "", authorityKey: NO_KEY });
    await one(replicas).look();
    clock.skip(TRUST_SETTLE_MS);
    await one(replicas).look();
    expect(replicas.refusal(one(replicas).shown!)).toBeUndefined();
    goOn();
    await look.catch(() => undefined);
    expect(replicas.refusal(one(replicas).shown!)).toBeUndefined();
  });

  it("shows at once what API servers have long known, and writes nothing while nothing is due", async () => {
    const replicas = await serving(2);
    const writes = [replicas.secret.writes, replicas.configurations.writes];
    two(replicas).restart();
    for (let look = 0; look < 10; look++) {
      replicas.clock.skip(DAY_MS);
      await Promise.all(replicas.all.map(replica => replica.look()));
    }
    expect(two(replicas).shown?.certificate).toBe(one(replicas).shown?.certificate);
    expect([replicas.secret.writes, replicas.configurations.writes]).toEqual(writes);
  });

  it("agrees with others that begin at the same moment", async () => {
    const replicas = new Replicas(3);
    const first = await Promise.allSettled(replicas.all.map(replica => replica.look()));
    const refused = first.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({ reason: expect.any(Conflict) as unknown });
    expect(replicas.secret.writes).toBe(1);
    await Promise.all(replicas.all.map(replica => replica.look()));
    replicas.clock.skip(TRUST_SETTLE_MS);
    await Promise.all(replicas.all.map(replica => replica.look()));
    expect(new Set(replicas.all.map(({ shown }) => shown?.certificate)).size).toBe(1);
  });

  it("spreads its looks", async () => {
    const replicas = await serving();
    replicas.clock.chance = 0;
    expect(await one(replicas).look()).toBe(0.9 * CERTIFICATE_LOOK_MS);
  });

  it("renews the serving certificate in time, at once for all, and tells nobody: they know its authority", async () => {
    const replicas = await serving(2);
    const before = one(replicas).shown?.certificate;
    const { writes } = replicas.configurations;
    replicas.clock.skip(LEAF_RENEWAL_MS);
    await one(replicas).look();
    await two(replicas).look();
    expect(one(replicas).shown?.certificate).not.toBe(before);
    expect(two(replicas).shown?.certificate).toBe(one(replicas).shown?.certificate);
    expect(replicas.configurations.writes).toBe(writes);
  });

  it("renews the authority: it is trusted first, and only then shown", async () => {
    const replicas = await serving(2);
    replicas.clock.skip(AUTHORITY_RENEWAL_MS);
    await one(replicas).look();
    const old = one(replicas).shown!;
    expect(certificatesOf(replicas.configurations.clients[0]!.bundle)).toHaveLength(2);
    expect(replicas.refusal(old)).toBeUndefined();
    replicas.clock.skip(TRUST_SETTLE_MS);
    await one(replicas).look();
    replicas.clock.skip(TRUST_SETTLE_MS);
    await one(replicas).look();
    const [next = ""] = certificatesOf(replicas.shared.bundle);
    expect(x509Certificates.inspectLeaf(one(replicas).shown!, [], [next])?.issuer).toBe(next);
    // Whoever shows the old one is still trusted.
    expect(replicas.refusal(two(replicas).shown!)).toBe("time");
    await two(replicas).look();
    expect(replicas.refusal(two(replicas).shown!)).toBeUndefined();
  });

  it("keeps what it shows while a renewed authority is learnt, and comes back for it", async () => {
    const replicas = await serving();
    replicas.tamper({ authorityKey: NO_KEY });
    const before = one(replicas).shown?.certificate;
    expect(await one(replicas).look()).toBe(TRUST_SETTLE_MS);
    expect(one(replicas).shown?.certificate).toBe(before);
    expect(replicas.shared.leaf.certificate).toBe(before);
    replicas.clock.skip(TRUST_SETTLE_MS);
    expect(await one(replicas).look()).toBe(TRUST_SETTLE_MS);
    expect(replicas.shared.leaf.certificate).not.toBe(before);
    expect(one(replicas).shown?.certificate).toBe(before);
    replicas.clock.skip(TRUST_SETTLE_MS);
    expect(await one(replicas).look()).toBe(CERTIFICATE_LOOK_MS);
    expect(one(replicas).shown?.certificate).toBe(replicas.shared.leaf.certificate);
  });

  it("makes a deleted Secret anew, with the path and the trust that everybody goes by", async () => {
    const replicas = await serving(2);
    const before = one(replicas).shown!;
    const path = one(replicas).rotation.path?.reveal();
    replicas.secret.stored = undefined;
    expect(await one(replicas).look()).toBe(TRUST_SETTLE_MS);
    expect(replicas.refusal(before)).toBeUndefined();
    expect(replicas.shared.path.reveal()).toBe(path);
    replicas.clock.skip(TRUST_SETTLE_MS);
    await one(replicas).look();
    expect(one(replicas).shown?.certificate).not.toBe(before.certificate);
    expect(replicas.refusal(one(replicas).shown!)).toBeUndefined();
    expect(replicas.refusal(two(replicas).shown!)).toBeUndefined();
  });

  it("takes over the path and the authority that configurations have from before", async () => {
    const replicas = new Replicas(1);
    const old = x509Certificates.issueAuthority(replicas.clock.now()).certificate;
    const path = "0f".repeat(32);
    replicas.configurations.clients = [{ bundle: old, path }];
    await one(replicas).look();
    expect(certificatesOf(replicas.configurations.clients[0]!.bundle)).toContain(old);
    expect(replicas.configurations.clients[0]!.path).toBe(path);
  });

  it.each([
    ["has expired", 100],
    ["is not valid yet", -1],
  ])("replaces a serving certificate that %s, and never shows it", async (_, daysAgo) => {
    const replicas = await serving();
    const leaf = replicas.leafFrom(daysAgo);
    replicas.tamper({ leaf });
    await one(replicas).look();
    expect(replicas.shared.leaf.certificate).not.toBe(leaf.certificate);
    expect(one(replicas).shown?.certificate).toBe(replicas.shared.leaf.certificate);
  });

  it("gives a Secret without a path its own", async () => {
    const replicas = await serving();
    replicas.tamper({ path: NO_KEY });
    await one(replicas).look();
    expect(replicas.shared.path).toBe(one(replicas).rotation.path);
  });

  it("says that it has to be started again where the Secret has another path, and leaves that to others", async () => {
    const replicas = await serving(2);
    const { writes } = replicas.configurations;
    replicas.tamper({ path: new Secret("0f".repeat(32)) });
    await one(replicas).look();
    expect(one(replicas).rotation.check()).toBe(
      "the Secret has a path that this process was not started with",
    );
    expect(replicas.configurations.writes).toBe(writes);
    two(replicas).restart();
    await two(replicas).look();
    expect(replicas.configurations.clients[0]!.path).toBe("0f".repeat(32));
  });

  it("shows nothing new, and says so, where its words to API servers have no effect", async () => {
    const replicas = await serving();
    const before = one(replicas).shown?.certificate;
    replicas.configurations.isStubborn = true;
    replicas.configurations.clients = [{ bundle: "", path: "" }];
    replicas.tamper({ leaf: replicas.leafFrom(1) });
    await one(replicas).look();
    expect(one(replicas).shown?.certificate).toBe(before);
    expect(one(replicas).rotation.check()).toBe(
      "the webhook configurations do not trust the certificate",
    );
    replicas.configurations.isStubborn = false;
    await one(replicas).look();
    expect(one(replicas).rotation.check()).toBeUndefined();
  });

  it("does not wait where what it shows is refused anyway", async () => {
    const replicas = await serving();
    replicas.clock.skip(2000 * DAY_MS);
    expect(one(replicas).rotation.check()).toMatch(/^the certificate has expired at /);
    await one(replicas).look();
    expect(replicas.refusal(one(replicas).shown!)).toBeUndefined();
    expect(one(replicas).rotation.check()).toBeUndefined();
  });

  it("goes on with what it has while the API server is away", async () => {
    const replicas = await serving();
    replicas.secret.calls.isAway = true;
    await expect(one(replicas).look()).rejects.toThrow("away");
    expect(one(replicas).rotation.check()).toBeUndefined();
  });

  it("works where nobody asks yet", async () => {
    const replicas = new Replicas(1);
    replicas.configurations.clients = [];
    await one(replicas).look();
    expect(one(replicas).shown).toBeDefined();
  });

  it("looks for webhooks soon while there are none, then less and less often", async () => {
    const replicas = new Replicas(1);
    replicas.configurations.clients = [];
    const pauses: number[] = [];
    for (let look = 0; look < 7; look++) {
      pauses.push(await one(replicas).look());
    }
    expect(pauses).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    replicas.configurations.clients = [{ bundle: "", path: "" }];
    await one(replicas).look();
    expect(replicas.refusal(one(replicas).shown!)).toBeUndefined();
    replicas.configurations.clients = [];
    expect(await one(replicas).look()).toBe(2000);
  });
});
