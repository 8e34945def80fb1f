import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AttributeTypeAndValue,
  AttributeValue,
  Extension,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
} from "@peculiar/asn1-x509";
import { armour } from "../../domain/webhook-certificate/pem";

/** Identifier of ECDSA signatures with SHA-256. Source: RFC 5758, 3.2. */
export const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

/** Attributes of a subject, in order: identifier and value. */
export type Subject = readonly (readonly [type: string, text: string])[];

/** A distinguished name (RFC 5280, 4.1.2.4). */
export function nameOf(subject: Subject): Name {
  return new Name(
    subject.map(([type, utf8String]) => {
      const value = new AttributeValue({ utf8String });
      return new RelativeDistinguishedName([new AttributeTypeAndValue({ type, value })]);
    }),
  );
}

/** The public half of a key (RFC 5280, 4.1.2.7). */
export function infoOf(key: KeyObject): SubjectPublicKeyInfo {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return AsnConvert.parse(publicKey.export({ type: "spki", format: "der" }), SubjectPublicKeyInfo);
}

/** An extension (RFC 5280, 4.2). */
export function extension(extnID: string, value: object, critical = false): Extension {
  const extnValue = new OctetString(AsnConvert.serialize(value));
  return new Extension({ extnID, critical, extnValue });
}

/** Signature of what is encoded, with SHA-256. */
export function signatureOf(what: object, privateKey: KeyObject): ArrayBuffer {
  const bytes = sign("sha256", new Uint8Array(AsnConvert.serialize(what)), privateKey);
  return new Uint8Array(bytes).buffer;
}

/** Bytes in the armour of PEM. */
export function pem(label: string, bytes: ArrayBuffer): string {
  return armour(label, Buffer.from(bytes).toString("base64"));
}
