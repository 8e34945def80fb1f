import type { CertificateRequest, CertificateRequests } from "../../lib/ports/certificate-requests";
import { KUBELET_CLIENT_SIGNER } from "../../lib/api/names";

/** What a suite of `CertificateRequests` runs against. */
export interface CertificateRequestsBench {
  readonly requests: CertificateRequests;
  /** Sends a kubelet's request for the node; its name. */
  submit(node: string): Promise<string>;
  /** Who sends them. */
  readonly sender: Pick<CertificateRequest, "username" | "groups">;
  /** Decisions that stand, as `Approved: message`. */
  decisionsOn(name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What every `CertificateRequests` does, the fake one included. */
export function describeCertificateRequests(
  name: string,
  make: () => Promise<CertificateRequestsBench>,
): void {
  describe(`${name} as CertificateRequests`, () => {
    let bench: CertificateRequestsBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("shows who asks for what", async () => {
      const request = await bench.submit("w1");
      expect(await bench.requests.get(request)).toEqual({
        ...bench.sender,
        name: request,
        signerName: KUBELET_CLIENT_SIGNER,
        usages: ["digital signature", "client auth"],
        subject: {
          commonNames: ["system:node:w1"],
          organizations: ["system:nodes"],
          otherAttributes: [],
          extensions: [],
        },
        decided: false,
      });
    });

    it("lists all there are", async () => {
      const made = [await bench.submit("w1"), await bench.submit("w2")];
      expect(await bench.requests.list()).toEqual(expect.arrayContaining(made));
    });

    it.each(["approve", "deny"] as const)("can %s one, once and for all", async verdict => {
      const request = await bench.submit("w1");
      await bench.requests[verdict](request, "because");
      expect(await bench.requests.get(request)).toMatchObject({ decided: true });
      const decisions = [verdict === "approve" ? "Approved: because" : "Denied: because"];
      expect(await bench.decisionsOn(request)).toEqual(decisions);
      await bench.requests.approve(request, "another controller was slower");
      await bench.requests.deny(request, "another controller was slower");
      expect(await bench.decisionsOn(request)).toEqual(decisions);
    });

    it("does not mind one that is gone", async () => {
      expect(await bench.requests.get("nobody")).toBeUndefined();
      await bench.requests.approve("nobody", "because");
      await bench.requests.deny("nobody", "because");
    });
  });
}
