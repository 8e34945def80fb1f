import { id_ce_subjectAltName } from "@peculiar/asn1-x509";
import * as fc from "fast-check";
import { parseSubject } from "../../../../lib/adapters/kubernetes/certificate-subject";
import { COMMON_NAME, ORGANIZATION } from "../../../../lib/api/names";
import { pem } from "../../../../lib/adapters/x509/encoding";
import { certificateRequest, nodeSubject } from "../../../fakes/pki";

const LABEL = "CERTIFICATE REQUEST";
const ORGANIZATIONAL_UNIT = "2.5.4.11";

describe("parseSubject", () => {
  it.each(["ec", "rsa"] as const)("reads what a kubelet with an %s key sends", key => {
    expect(parseSubject(certificateRequest(nodeSubject("w1"), { key }))).toEqual({
      commonNames: ["system:node:w1"],
      organizations: ["system:nodes"],
      otherAttributes: [],
      extensions: [],
    });
  });

  it("lists everything that a subject says, repetitions too", () => {
    const subject = [
      ...nodeSubject("w1"),
      [COMMON_NAME, "admin"],
      [ORGANIZATION, "system:masters"],
      [ORGANIZATIONAL_UNIT, "x"],
    ] as const;
    expect(parseSubject(certificateRequest(subject))).toEqual({
      commonNames: ["system:node:w1", "admin"],
      organizations: ["system:nodes", "system:masters"],
      otherAttributes: [ORGANIZATIONAL_UNIT],
      extensions: [],
    });
  });

  it("lists the extensions that are asked for", () => {
    const request = certificateRequest(nodeSubject("w1"), { names: ["kubernetes"] });
    expect(parseSubject(request)?.extensions).toEqual([id_ce_subjectAltName]);
  });

  it("takes white space around the block, as the API server does", () => {
    const request = `\n${certificateRequest(nodeSubject("w1"))}\n\n`;
    expect(parseSubject(request)?.commonNames).toEqual(["system:node:w1"]);
    expect(parseSubject(request.replaceAll("\n", "\r\n"))?.commonNames).toHaveLength(1);
  });

  it("reads nothing that the signer would read otherwise", () => {
    const one = certificateRequest(nodeSubject("w1"));
    const other = certificateRequest(nodeSubject("victim"));
    // Go takes the first block, and lets it have headers.
    const withHeader = other.replace("-----\n", "-----\nProc-Type: 4\n\n");
    expect(parseSubject(one + other)).toBeUndefined();
    expect(parseSubject(withHeader + one)).toBeUndefined();
    expect(parseSubject(`words before\n${one}`)).toBeUndefined();
    expect(parseSubject(one.replaceAll(LABEL, "NEW CERTIFICATE REQUEST"))).toBeUndefined();
  });

  it("has no subject for garbage, and never throws", () => {
    expect(parseSubject("")).toBeUndefined();
    expect(parseSubject("not PEM")).toBeUndefined();
    expect(parseSubject(pem(LABEL, new ArrayBuffer(0)))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(parseSubject(pem(LABEL, new Uint8Array(bytes).buffer))).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it("never reads another name into a request that was tampered with", () => {
    const request = certificateRequest(nodeSubject("w1"));
    const [, base64 = ""] = request.split(/-----[A-Z ]+-----/);
    const bytes = Buffer.from(base64, "base64");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), position => {
        const cut = parseSubject(pem(LABEL, new Uint8Array(bytes.subarray(0, position)).buffer));
        expect(cut).toBeUndefined();
      }),
    );
  });
});
