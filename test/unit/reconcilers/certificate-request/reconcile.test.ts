import { BOOTSTRAP_GROUP, KUBELET_CLIENT_SIGNER } from "../../../../lib/api/names";
import { tokenIdOf } from "../../../../lib/domain/token";
import type { CertificateRequest } from "../../../../lib/ports/certificate-requests";
import { reconcileCertificateRequest } from "../../../../lib/reconcilers/certificate-request/reconcile";
import { FakeCertificateRequests, FakeEvents, FakeNodes } from "../../../fakes/cluster";
import { FakeStore } from "../../../fakes/objects";

describe("reconcileCertificateRequest", () => {
  let certificateRequests: FakeCertificateRequests;
  let events: FakeEvents;
  let store: FakeStore;
  let nodes: FakeNodes;

  beforeEach(() => {
    certificateRequests = new FakeCertificateRequests();
    events = new FakeEvents();
    store = new FakeStore();
    nodes = new FakeNodes();
    store.operations.put({
      metadata: { name: "op" },
      spec: { serverRef: { name: "w1" }, operation: "repave" },
      status: { dcJobID: "stargate-1" },
    });
  });

  function put(change: Partial<CertificateRequest> = {}): void {
    const uid = store.operations.at("op")?.metadata?.uid ?? "";
    certificateRequests.requests.set("csr-1", {
      name: "csr-1",
      signerName: KUBELET_CLIENT_SIGNER,
      username: `system:bootstrap:${tokenIdOf(uid)}`,
      groups: ["system:bootstrappers", BOOTSTRAP_GROUP],
      usages: ["digital signature", "client auth"],
      subject: {
        commonNames: ["system:node:w1"],
        organizations: ["system:nodes"],
        otherAttributes: [],
        extensions: [],
      },
      decided: false,
      ...change,
    });
  }

  async function pass(): Promise<void> {
    const ports = { certificateRequests, store, events, nodes };
    await reconcileCertificateRequest(ports, { namespace: "", name: "csr-1" });
  }

  it("approves the node whose operation the token was minted for, with an Event", async () => {
    put();
    await pass();
    expect(certificateRequests.decisions).toEqual(["approved csr-1"]);
    expect(events.recorded.join()).toContain("CertificateApproved: Node w1 joins");
  });

  it("denies the name of a Node that is another machine", async () => {
    const machineID = "a".repeat(32);
    const spec = { ipv4: "10.0.0.1" };
    store.servers.put({ metadata: { name: "w1" }, spec, status: { machineID } });
    const node = { name: "w1", machineID, kubeletVersion: "", internalIP: undefined };
    const rest = {
      ...{ uid: "n1", bootID: "", isCordoned: false, cordonedBy: undefined },
      ...{ podCIDR: undefined, ready: false, notReadyMessage: "" },
    };
    nodes.nodes.set("w1", { ...node, ...rest, machineID: "b".repeat(32) });
    put();
    await pass();
    nodes.nodes.set("w1", { ...node, ...rest });
    put();
    await pass();
    expect(certificateRequests.decisions).toEqual(["denied csr-1", "approved csr-1"]);
  });

  it("denies the same token for another node, with an Event", async () => {
    const subject = {
      commonNames: ["system:node:w2"],
      organizations: ["system:nodes"],
      otherAttributes: [],
      extensions: [],
    };
    put({ subject });
    await pass();
    expect(certificateRequests.decisions).toEqual(["denied csr-1"]);
    expect(events.recorded.join()).toContain("CertificateDenied");
  });

  it.each([
    ["somebody else's token", { username: "system:bootstrap:abcdef" }],
    ["a user", { username: "jane", groups: ["system:masters"] }],
    ["a request that was decided already", { decided: true }],
  ])("says nothing to %s", async (_, change) => {
    put(change);
    await pass();
    expect(certificateRequests.decisions).toEqual([]);
    expect(events.recorded).toEqual([]);
  });

  it("takes a request that is gone for done", async () => {
    await pass();
    expect(certificateRequests.decisions).toEqual([]);
  });
});
