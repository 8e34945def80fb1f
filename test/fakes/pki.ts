import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  Extensions,
  GeneralName,
  id_ce_subjectAltName,
  SubjectAlternativeName,
  TBSCertificate,
  Validity,
  Version,
} from "@peculiar/asn1-x509";
import {
  ECDSA_WITH_SHA256,
  extension,
  infoOf,
  nameOf,
  pem,
  signatureOf,
  type Subject,
} from "../../lib/adapters/x509/encoding";
import { COMMON_NAME, EXTENSION_REQUEST, ORGANIZATION } from "../../lib/api/names";

/** A kind of key, and the identifier of its signatures with SHA-256. Source: RFC 4055. */
const SIGNATURES = { ec: ECDSA_WITH_SHA256, rsa: "1.2.840.113549.1.1.11" } as const;

const DAY_MS = 86_400_000;

/** The subject of a node's certificate. */
export function nodeSubject(node: string): Subject {
  return [
    [ORGANIZATION, "system:nodes"],
    [COMMON_NAME, `system:node:${node}`],
  ];
}

/** A PKCS#10 request in PEM, signed with a key of its own. */
export function certificateRequest(
  subject: Subject,
  { key = "ec", names = [] }: { key?: keyof typeof SIGNATURES; names?: readonly string[] } = {},
): string {
  const { publicKey, privateKey } = keyPair(key);
  const attributes = names.length === 0 ? [] : [extensionRequest(names)];
  const certificationRequestInfo = new CertificationRequestInfo({
    subject: nameOf(subject),
    subjectPKInfo: infoOf(publicKey),
    attributes: new Attributes(attributes),
  });
  const signed = new CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: SIGNATURES[key] }),
    signature: signatureOf(certificationRequestInfo, privateKey),
  });
  return pem("CERTIFICATE REQUEST", AsnConvert.serialize(signed));
}

/** A certificate for 127.0.0.1 that is its own authority, and its key, both in PEM. */
export function selfSigned(): { readonly certificate: string; readonly key: string } {
  const { publicKey, privateKey } = keyPair("ec");
  const signature = new AlgorithmIdentifier({ algorithm: SIGNATURES.ec });
  const address = new GeneralName({ iPAddress: "127.0.0.1" });
  const names = new SubjectAlternativeName([address]);
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: new Uint8Array([1]).buffer,
    signature,
    issuer: nameOf([[COMMON_NAME, "test"]]),
    subject: nameOf([[COMMON_NAME, "test"]]),
    validity: new Validity({
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
    }),
    subjectPublicKeyInfo: infoOf(publicKey),
    extensions: new Extensions([extension(id_ce_subjectAltName, names)]),
  });
  const signed = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: signatureOf(tbsCertificate, privateKey),
  });
  return {
    certificate: pem("CERTIFICATE", AsnConvert.serialize(signed)),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function keyPair(key: keyof typeof SIGNATURES): { publicKey: KeyObject; privateKey: KeyObject } {
  return key === "ec"
    ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
}

function extensionRequest(names: readonly string[]): Attribute {
  const asked = new SubjectAlternativeName(names.map(dNSName => new GeneralName({ dNSName })));
  const extensions = new Extensions([extension(id_ce_subjectAltName, asked)]);
  const values = [AsnConvert.serialize(extensions)];
  return new Attribute({ type: EXTENSION_REQUEST, values });
}
