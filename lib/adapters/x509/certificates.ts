import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  type Extension,
  ExtendedKeyUsage,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  SubjectAlternativeName,
  type SubjectPublicKeyInfo,
  SubjectKeyIdentifier,
  TBSCertificate,
  Validity as ValidityPeriod,
  Version,
} from "@peculiar/asn1-x509";
import { COMMON_NAME } from "../../api/names";
import { CLOCK_TOLERANCE_SECONDS, WEBHOOK_AUTHORITY_DAYS, WEBHOOK_LEAF_DAYS } from "../../defaults";
import { Secret } from "../../domain/secret";
import type {
  AuthorityFacts,
  KeyPair,
  LeafFacts,
  Validity,
} from "../../domain/webhook-certificate/facts";
import { certificatesOf } from "../../domain/webhook-certificate/pem";
import type { Certificates } from "../../ports/certificates";
import {
  ECDSA_WITH_SHA256,
  extension,
  infoOf,
  nameOf,
  pem,
  signatureOf,
  type Subject,
} from "./encoding";

const DAY_MS = 86_400_000;

/** Bytes of a serial number: 128 bits of chance. RFC 5280 allows 20 bytes. */
const SERIAL_BYTES = 16;

/** Bytes of a key's identifier: the beginning of its SHA-256. Source: RFC 7093, method 1. */
const KEY_IDENTIFIER_BYTES = 20;

/** Bytes of a word that nobody can guess. Source: Pepr's own API path. */
const WORD_BYTES = 32;

/** What a certificate says, before it is signed. */
interface Content {
  readonly subject: Subject;
  readonly serial: Uint8Array;
  readonly key: KeyObject;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly extensions: readonly Extension[];
}

/** Certificates with keys on the curve P-256, by Node's cryptography. */
export const x509Certificates: Certificates = {
  issueAuthority: nowMs => {
    const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const serial = serialNumber();
    // Of two authorities in one bundle each has a name of its own, for people.
    const name = `stargate-webhook-ca-${Buffer.from(serial).toString("hex").slice(0, 8)}`;
    const subject = [[COMMON_NAME, name]] as const;
    const flags = new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign);
    const constraints = new BasicConstraints({ cA: true, pathLenConstraint: 0 });
    const content = {
      ...{ subject, serial, key, ...periodOf(nowMs, WEBHOOK_AUTHORITY_DAYS) },
      extensions: [
        extension(id_ce_basicConstraints, constraints, true),
        extension(id_ce_keyUsage, flags, true),
      ],
    };
    return signed(content, { subject, key });
  },

  issueLeaf: (authority, names, nowMs) => {
    const issuer = new X509Certificate(authority.certificate);
    const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { notBeforeMs, notAfterMs } = periodOf(nowMs, WEBHOOK_LEAF_DAYS);
    const asked = new SubjectAlternativeName(names.map(dNSName => new GeneralName({ dNSName })));
    const content = {
      subject: [[COMMON_NAME, names[0] ?? ""]] as const,
      serial: serialNumber(),
      key,
      notBeforeMs,
      notAfterMs: Math.min(notAfterMs, validityOf(issuer).notAfterMs),
      extensions: [
        extension(id_ce_basicConstraints, new BasicConstraints(), true),
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), true),
        extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
        extension(id_ce_subjectAltName, asked),
      ],
    };
    const subject = [[COMMON_NAME, issuer.subject.replace(/^CN=/, "")]] as const;
    return signed(content, { subject, key: createPrivateKey(authority.key.reveal()) });
  },

  inspectLeaf: ({ certificate, key }, names, authorities): LeafFacts | undefined => {
    const leaf = read(certificate);
    return leaf === undefined
      ? undefined
      : {
          ...validityOf(leaf),
          hasNames: names.every(name => leaf.checkHost(name) !== undefined),
          hasKey: isKeyOf(leaf, key),
          issuer: authorities.find(authority => isSignedBy(leaf, authority)),
        };
  },

  inspectAuthorities: bundle =>
    certificatesOf(bundle).flatMap((certificate): readonly AuthorityFacts[] => {
      const authority = read(certificate);
      return authority?.ca === true ? [{ certificate, ...validityOf(authority) }] : [];
    }),

  hasKey: ({ certificate, key }) => {
    const found = read(certificate);
    return found !== undefined && isKeyOf(found, key);
  },

  word: () => new Secret(randomBytes(WORD_BYTES).toString("hex")),
};

/** The certificate and its key, signed by the issuer. */
function signed(
  { subject, serial, key, notBeforeMs, notAfterMs, extensions }: Content,
  issuer: { readonly subject: Subject; readonly key: KeyObject },
): KeyPair {
  const signature = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const subjectPublicKeyInfo = infoOf(key);
  const own = identifierOf(subjectPublicKeyInfo);
  const issuers = new KeyIdentifier(identifierOf(infoOf(issuer.key)));
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: new Uint8Array(serial).buffer,
    signature,
    issuer: nameOf(issuer.subject),
    validity: new ValidityPeriod({
      notBefore: new Date(notBeforeMs),
      notAfter: new Date(notAfterMs),
    }),
    subject: nameOf(subject),
    subjectPublicKeyInfo,
    extensions: new Extensions([
      ...extensions,
      extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(own)),
      extension(
        id_ce_authorityKeyIdentifier,
        new AuthorityKeyIdentifier({ keyIdentifier: issuers }),
      ),
    ]),
  });
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: signatureOf(tbsCertificate, issuer.key),
  });
  return {
    certificate: pem("CERTIFICATE", AsnConvert.serialize(certificate)),
    key: new Secret(key.export({ type: "pkcs8", format: "pem" }).toString()),
  };
}

function periodOf(nowMs: number, days: number): Validity {
  const notBeforeMs = nowMs - CLOCK_TOLERANCE_SECONDS * 1000;
  return { notBeforeMs, notAfterMs: notBeforeMs + days * DAY_MS };
}

/** Positive, and in the shortest form that DER allows: its first bits are 01. */
function serialNumber(): Uint8Array {
  const serial = new Uint8Array(randomBytes(SERIAL_BYTES));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function identifierOf({ subjectPublicKey }: SubjectPublicKeyInfo): OctetString {
  const digest = createHash("sha256").update(new Uint8Array(subjectPublicKey)).digest();
  return new OctetString(new Uint8Array(digest.subarray(0, KEY_IDENTIFIER_BYTES)));
}

function read(certificate: string): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}

function isKeyOf(certificate: X509Certificate, key: Secret): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key.reveal()));
  } catch {
    return false;
  }
}

function isSignedBy(leaf: X509Certificate, authority: string): boolean {
  const issuer = read(authority);
  return issuer !== undefined && leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}

function validityOf({ validFrom, validTo }: X509Certificate): Validity {
  return { notBeforeMs: Date.parse(validFrom), notAfterMs: Date.parse(validTo) };
}
