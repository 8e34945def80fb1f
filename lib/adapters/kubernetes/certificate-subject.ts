import { CertificationRequest } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Extensions } from "@peculiar/asn1-x509";
import { COMMON_NAME, EXTENSION_REQUEST, ORGANIZATION } from "../../api/names";
import type { CertificateSubject } from "../../ports/certificate-requests";

/**
 * One block without headers, and nothing else. A signer takes the first block of a text, headers or not: were
 * another one read here, one name would be judged and another one signed.
 */
const PEM =
  /^\s*-----BEGIN CERTIFICATE REQUEST-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE REQUEST-----\s*$/;

/** Who a PKCS#10 request (PEM, RFC 2986) says that it is; undefined when it cannot be read. */
export function parseSubject(pem: string): CertificateSubject | undefined {
  const der = Buffer.from(PEM.exec(pem)?.[1] ?? "", "base64");
  try {
    const { subject, attributes } = AsnConvert.parse(
      der,
      CertificationRequest,
    ).certificationRequestInfo;
    const pairs = Array.from(subject).flatMap(names =>
      [...names].map(({ type, value }) => ({ type, text: value.toString() })),
    );
    const textsOf = (type: string) =>
      pairs.filter(pair => pair.type === type).map(pair => pair.text);
    return {
      commonNames: textsOf(COMMON_NAME),
      organizations: textsOf(ORGANIZATION),
      otherAttributes: pairs
        .map(pair => pair.type)
        .filter(type => type !== COMMON_NAME && type !== ORGANIZATION),
      extensions: [...attributes]
        .filter(({ type }) => type === EXTENSION_REQUEST)
        .flatMap(({ values }) => values.map(value => AsnConvert.parse(value, Extensions)))
        .flatMap(extensions => [...extensions].map(({ extnID }) => extnID)),
    };
  } catch {
    return undefined;
  }
}
