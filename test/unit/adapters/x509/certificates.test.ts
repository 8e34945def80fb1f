import { X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";
import { x509Certificates } from "../../../../lib/adapters/x509/certificates";
import { Secret } from "../../../../lib/domain/secret";
import { certificatesOf } from "../../../../lib/domain/webhook-certificate/pem";
import { selfSigned } from "../../../fakes/pki";

const NOW_MS = Date.parse("2026-06-01T00:00:00Z");
const DAY_MS = 86_400_000;
const NAMES = ["a.b.svc", "a.b.svc.cluster.local"];

const authority = x509Certificates.issueAuthority(NOW_MS);
const leaf = x509Certificates.issueLeaf(authority, NAMES, NOW_MS);

function extensionsOf(certificate: string) {
  const der = new X509Certificate(certificate).raw;
  const { extensions } = AsnConvert.parse(der, Certificate).tbsCertificate;
  return Object.fromEntries(
    [...(extensions ?? [])].map(({ extnID, critical, extnValue }) => [
      extnID,
      `${critical ? "critical " : ""}${Buffer.from(extnValue.buffer).toString("hex")}`,
    ]),
  );
}

describe("x509Certificates", () => {
  it("issues an authority that signs serving certificates and nothing below", () => {
    const certificate = new X509Certificate(authority.certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(extensionsOf(authority.certificate)).toMatchObject({
      // CA:TRUE, pathlen:0; keyCertSign and cRLSign.
      "2.5.29.19": "critical 30060101ff020100",
      "2.5.29.15": "critical 03020106",
    });
    expect(x509Certificates.inspectAuthorities(authority.certificate)).toEqual([
      {
        certificate: authority.certificate,
        notBeforeMs: NOW_MS - 300_000,
        notAfterMs: NOW_MS - 300_000 + 1826 * DAY_MS,
      },
    ]);
  });

  it("issues a serving certificate for the names, of the authority", () => {
    const certificate = new X509Certificate(leaf.certificate);
    const issuer = new X509Certificate(authority.certificate);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subjectAltName).toBe("DNS:a.b.svc, DNS:a.b.svc.cluster.local");
    // What Node calls key usage is the extended one: serverAuth.
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    const extensions = extensionsOf(leaf.certificate);
    expect(extensions).toMatchObject({
      "2.5.29.19": "critical 3000",
      "2.5.29.15": "critical 03020780",
    });
    // The identifier of the authority's key, there and here.
    const identifier = extensionsOf(authority.certificate)["2.5.29.14"]?.slice(4);
    expect(identifier).toHaveLength(40);
    expect(extensions["2.5.29.35"]).toBe(`30168014${identifier}`);
    expect(x509Certificates.inspectLeaf(leaf, NAMES, [authority.certificate])).toEqual({
      notBeforeMs: NOW_MS - 300_000,
      notAfterMs: NOW_MS - 300_000 + 90 * DAY_MS,
      hasNames: true,
      hasKey: true,
      issuer: authority.certificate,
    });
  });

  it("numbers each differently, positive and with at most 20 bytes", () => {
    const serials = Array.from({ length: 20 }, () => {
      const { certificate } = x509Certificates.issueLeaf(authority, NAMES, NOW_MS);
      return new X509Certificate(certificate).serialNumber;
    });
    expect(new Set(serials).size).toBe(20);
    expect(serials.every(serial => /^[4-7][0-9A-F]{31}$/.test(serial))).toBe(true);
  });

  it("lets no serving certificate outlive its authority", () => {
    const { certificate } = x509Certificates.issueLeaf(authority, NAMES, NOW_MS + 1800 * DAY_MS);
    expect(Date.parse(new X509Certificate(certificate).validTo)).toBe(
      NOW_MS - 300_000 + 1826 * DAY_MS,
    );
  });

  it("tells whose key it is, and for which names", () => {
    const other = x509Certificates.issueLeaf(authority, ["x.y.svc"], NOW_MS);
    const mixed = { certificate: other.certificate, key: leaf.key };
    const impostor = x509Certificates.issueAuthority(NOW_MS).certificate;
    expect(x509Certificates.inspectLeaf(mixed, NAMES, [impostor, "junk"])).toMatchObject({
      hasNames: false,
      hasKey: false,
      issuer: undefined,
    });
    expect(x509Certificates.hasKey(mixed)).toBe(false);
    expect(x509Certificates.hasKey(authority)).toBe(true);
  });

  it("takes what cannot be read for nothing", () => {
    const junk = { certificate: "junk", key: new Secret("junk") };
    expect(x509Certificates.inspectLeaf(junk, NAMES, [])).toBeUndefined();
    expect(x509Certificates.hasKey(junk)).toBe(false);
    const keyless = { certificate: leaf.certificate, key: junk.key };
    expect(x509Certificates.inspectLeaf(keyless, [], [])?.hasKey).toBe(false);
    const broken = authority.certificate.replace("MII", "AAA");
    const bundle = `${leaf.certificate}${broken}${selfSigned().certificate}${authority.certificate}`;
    const [only, ...rest] = x509Certificates.inspectAuthorities(bundle);
    expect(only?.certificate).toBe(certificatesOf(authority.certificate)[0]);
    expect(rest).toEqual([]);
  });

  it("makes words of 64 digits", () => {
    const words = [x509Certificates.word(), x509Certificates.word()].map(word => word.reveal());
    expect(new Set(words).size).toBe(2);
    expect(words.every(word => /^[0-9a-f]{64}$/.test(word))).toBe(true);
  });
});
