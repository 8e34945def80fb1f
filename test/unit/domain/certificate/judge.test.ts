import fc from "fast-check";
import type { RequestEvidence } from "../../../../lib/domain/certificate/judge";
import { tokenIdOf } from "../../../../lib/domain/token";
import { aCondition, anOperation } from "../../../fakes/samples";
import { GOOD, judge, RUNNING, type Subject, SUBJECT } from "./requests";

/** A subject that deviates from the good one. */
function subject(rest: Partial<Subject>): Partial<RequestEvidence> {
  return { subject: { ...SUBJECT, ...rest } };
}

describe("judgeRequest", () => {
  it("approves exactly the Node of the running operation", () => {
    expect(judge(GOOD, [anOperation({ metadata: { uid: "other" } }), RUNNING])).toEqual({
      kind: "Approve",
      message: "Node w1 joins by Operation dc1/op1",
    });
  });

  it.each([
    { usages: ["client auth", "digital signature"] },
    { usages: ["digital signature", "key encipherment", "client auth"] },
  ])("approves the usages $usages", ({ usages }) => {
    expect(judge({ ...GOOD, usages }, [RUNNING]).kind).toBe("Approve");
  });

  it.each<{ what: string; deviation: Partial<RequestEvidence>; says: string }>([
    {
      what: "the serving signer",
      deviation: { signerName: "kubernetes.io/kubelet-serving" },
      says: "signer kubernetes.io/kubelet-serving",
    },
    {
      what: "a client signer of no kubelet",
      deviation: { signerName: "kubernetes.io/kube-apiserver-client" },
      says: "signer",
    },
    { what: "no signer", deviation: { signerName: "" }, says: "signer" },
    {
      what: "a request that is no PKCS#10",
      deviation: { subject: undefined },
      says: "cannot be read",
    },
    {
      what: "the CN of another Node",
      deviation: subject({ commonNames: ["system:node:w2"] }),
      says: "CN system:node:w2, not system:node:w1",
    },
    {
      what: "the CN of a Node whose name goes on",
      deviation: subject({ commonNames: ["system:node:w1.evil"] }),
      says: "CN",
    },
    {
      what: "the CN in upper case",
      deviation: subject({ commonNames: ["system:node:W1"] }),
      says: "CN",
    },
    { what: "the bare name as CN", deviation: subject({ commonNames: ["w1"] }), says: "CN" },
    {
      what: "an admin's CN",
      deviation: subject({ commonNames: ["kubernetes-admin"] }),
      says: "CN",
    },
    { what: "no CN", deviation: subject({ commonNames: [] }), says: "CN" },
    {
      what: "a second CN",
      deviation: subject({ commonNames: ["system:node:w1", "system:node:w2"] }),
      says: "CN system:node:w1, system:node:w2",
    },
    {
      what: "the same CN twice",
      deviation: subject({ commonNames: ["system:node:w1", "system:node:w1"] }),
      says: "CN",
    },
    {
      what: "the group of admins",
      deviation: subject({ organizations: ["system:masters"] }),
      says: "O system:masters, not only system:nodes",
    },
    {
      what: "the group of admins besides",
      deviation: subject({ organizations: ["system:nodes", "system:masters"] }),
      says: "O system:nodes, system:masters, not only",
    },
    { what: "no group", deviation: subject({ organizations: [] }), says: "O" },
    {
      what: "one more attribute in the subject",
      deviation: subject({ otherAttributes: ["OU=x"] }),
      says: "O",
    },
    {
      what: "alternative names",
      deviation: subject({ extensions: ["2.5.29.17", "2.5.29.37"] }),
      says: "extensions 2.5.29.17, 2.5.29.37",
    },
    {
      what: "the usage of servers besides",
      deviation: { usages: [...GOOD.usages, "server auth"] },
      says: "usages",
    },
    {
      what: "the usage of authorities",
      deviation: { usages: ["client auth", "digital signature", "cert sign"] },
      says: "usages client auth, digital signature, cert sign",
    },
    {
      what: "no client usage",
      deviation: { usages: ["digital signature", "key encipherment"] },
      says: "usages",
    },
    {
      what: "no signature usage",
      deviation: { usages: ["client auth", "key encipherment"] },
      says: "usages",
    },
    { what: "no usage at all", deviation: { usages: [] }, says: "usages" },
  ])("denies $what", ({ deviation, says }) => {
    const verdict = judge({ ...GOOD, ...deviation }, [RUNNING]);
    expect(verdict).toMatchObject({ kind: "Deny" });
    expect(verdict).toHaveProperty("message", expect.stringContaining(says));
    expect(verdict).toHaveProperty("message", expect.stringContaining("the token of Node w1"));
  });

  it.each([
    { what: "did not hand its job over", operation: anOperation() },
    {
      what: "only began",
      operation: anOperation({ status: { startTime: "2026-01-01T00:00:00Z" } }),
    },
    {
      what: "succeeded",
      operation: anOperation({
        status: { dcJobID: "j", conditions: [aCondition("Complete", "True")] },
      }),
    },
    {
      what: "failed",
      operation: anOperation({
        status: { dcJobID: "j", conditions: [aCondition("Failed", "True")] },
      }),
    },
  ])("denies what comes with the token of an operation that $what", ({ operation }) => {
    expect(judge(GOOD, [operation])).toMatchObject({
      kind: "Deny",
      message: "asked with the token of Node w1: Operation dc1/op1 is not running",
    });
  });

  it.each<{ what: string; deviation: Partial<RequestEvidence> }>([
    { what: "was decided", deviation: { decided: true } },
    {
      what: "came without our group",
      deviation: { groups: ["system:bootstrappers", "system:authenticated"] },
    },
    {
      what: "came with the group of another tool",
      deviation: { groups: ["system:bootstrappers:kubeadm:default-node-token"] },
    },
    { what: "came with a token of nobody", deviation: { username: "system:bootstrap:zzzzzz" } },
    { what: "came with an empty token", deviation: { username: "system:bootstrap:" } },
    { what: "came from a Node", deviation: { username: "system:node:w1" } },
    { what: "came from a person", deviation: { username: "kubernetes-admin" } },
    {
      what: "came from a service account",
      deviation: { username: "system:serviceaccount:kube-system:kubelet-bootstrap" },
    },
  ])("leaves a request alone that $what, even a wrong one", ({ deviation }) => {
    expect(judge({ ...GOOD, ...deviation }, [RUNNING])).toEqual({ kind: "NotOurs", message: "" });
    expect(judge({ ...GOOD, ...deviation, subject: undefined }, [RUNNING])).toEqual({
      kind: "NotOurs",
      message: "",
    });
  });

  it("leaves a request alone whose operation is gone", () => {
    expect(judge(GOOD, [])).toEqual({ kind: "NotOurs", message: "" });
    const nameless = anOperation();
    delete nameless.metadata;
    expect(judge(GOOD, [nameless])).toEqual({ kind: "NotOurs", message: "" });
  });

  it("tells of an operation without metadata too, should a token be its own", () => {
    const nameless = anOperation({ status: { dcJobID: "j" } });
    delete nameless.metadata;
    const username = `system:bootstrap:${tokenIdOf("")}`;
    expect(judge({ ...GOOD, username }, [nameless])).toHaveProperty(
      "message",
      "Node w1 joins by Operation /",
    );
  });

  it("approves no request but the one", () => {
    const names = fc.array(fc.constantFrom("system:node:w1", "system:node:w2", "admin", ""), {
      maxLength: 2,
    });
    const groups = fc.array(fc.constantFrom("system:nodes", "system:masters"), { maxLength: 2 });
    const usages = fc.uniqueArray(
      fc.constantFrom("client auth", "digital signature", "key encipherment", "server auth", "any"),
    );
    const more = fc.array(fc.constantFrom("2.5.29.17"), { maxLength: 1 });
    fc.assert(
      fc.property(
        names,
        groups,
        usages,
        fc.tuple(more, more),
        (commonNames, organizations, uses, [otherAttributes, extensions]) => {
          const request = {
            ...GOOD,
            usages: uses,
            subject: { commonNames, organizations, otherAttributes, extensions },
          };
          const isGood =
            commonNames.join("|") === "system:node:w1" &&
            organizations.join("|") === "system:nodes" &&
            otherAttributes.length + extensions.length === 0 &&
            uses.includes("client auth") &&
            uses.includes("digital signature") &&
            !uses.includes("server auth") &&
            !uses.includes("any");
          expect(judge(request, [RUNNING]).kind).toBe(isGood ? "Approve" : "Deny");
        },
      ),
      { numRuns: 500 },
    );
  });
});
