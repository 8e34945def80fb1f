import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { x509Certificates } from "../../../lib/adapters/x509/certificates";
import { CERTIFICATE_LOOK_MS } from "../../../lib/defaults";
import type { KeyPair } from "../../../lib/domain/webhook-certificate/facts";
import { CertificateFiles } from "../../../lib/runtime/certificate-files";
import { RecentSecrets } from "../../../lib/runtime/secret-register";
import { FakeClock } from "../../fakes/clock";

const DAY_MS = 86_400_000;

describe("CertificateFiles", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "certificate-"));
  const paths = {
    certificate: path.join(directory, "tls.crt"),
    key: path.join(directory, "tls.key"),
  };
  const clock = new FakeClock();
  const register = new RecentSecrets();
  const shown: KeyPair[] = [];
  const certificates = x509Certificates;
  const show = (pair: KeyPair) => shown.push(pair);
  const files = new CertificateFiles(paths, { certificates, clock, register, show });
  const authority = x509Certificates.issueAuthority(clock.now());

  afterAll(() => rmSync(directory, { recursive: true }));

  function issue(): KeyPair {
    return x509Certificates.issueLeaf(authority, ["any.name"], clock.now());
  }

  function write({ certificate, key }: KeyPair): void {
    writeFileSync(paths.certificate, certificate);
    writeFileSync(paths.key, key.reveal());
  }

  it("has nothing to show until the files are there", async () => {
    await expect(files.look()).rejects.toThrow("ENOENT");
    expect(files.check()).toBe("no certificate is shown yet");
    expect(files.notAfterMs).toBeUndefined();
  });

  it("shows what is in them, and masks the key", async () => {
    const pair = issue();
    write(pair);
    expect(await files.look()).toBe(CERTIFICATE_LOOK_MS);
    expect(shown.at(-1)).toEqual(pair);
    expect(files.check()).toBeUndefined();
    expect(files.notAfterMs).toBe(clock.now() - 300_000 + 90 * DAY_MS);
    const line = pair.key.reveal().split("\n")[1] ?? "";
    expect(register.redact(line)).not.toContain(line);
  });

  it("shows a change once, and nothing as long as the files do not belong together", async () => {
    const before = shown.length;
    await files.look();
    expect(shown).toHaveLength(before);
    const next = issue();
    writeFileSync(paths.certificate, next.certificate);
    await expect(files.look()).rejects.toThrow(
      `${paths.certificate} is no certificate with the key ${paths.key}`,
    );
    write(next);
    await files.look();
    expect(shown.slice(before)).toEqual([next]);
  });

  it("says when what they hold has expired", () => {
    clock.skip(100 * DAY_MS);
    expect(files.check()).toMatch(/^the certificate has expired at /);
  });
});
