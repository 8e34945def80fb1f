import { decideTrust } from "../../../../lib/domain/operation/trust";
import { aCondition, aHostKey, anObject, aRouter, aServer, aWait } from "../../../fakes/samples";

const KEY = aHostKey().publicKey;

const KNOWN_SERVER = aServer({ status: { hostKeys: [KEY] } });
const KNOWN_ROUTER = aRouter({ spec: { hostKeys: [KEY] } });

describe("decideTrust", () => {
  it.each([
    { what: "a known server", server: KNOWN_SERVER, router: undefined, acceptsUnknownKeys: false },
    {
      what: "a known server behind a known router",
      server: KNOWN_SERVER,
      router: KNOWN_ROUTER,
      acceptsUnknownKeys: false,
    },
    {
      what: "a new server, where new keys are accepted",
      server: aServer(),
      router: undefined,
      acceptsUnknownKeys: true,
    },
    {
      what: "a new server behind a known router, where new keys are accepted",
      server: aServer(),
      router: KNOWN_ROUTER,
      acceptsUnknownKeys: true,
    },
  ])("sees nothing in the way to $what", ({ server, ...rest }) => {
    expect(decideTrust(rest, server)).toBeUndefined();
  });

  it("refuses a new server under the strict policy", () => {
    const decision = decideTrust({ router: undefined, acceptsUnknownKeys: false }, aServer());
    expect(decision).toEqual({
      kind: "Fail",
      reason: "HostKeyNotPinned",
      role: "server",
      message:
        "Server dc1/w1 pins no host key and host-key-policy is strict; put its key into spec.hostKeys",
    });
  });

  it("refuses a new router under the strict policy, and names it rather than the server", () => {
    const decision = decideTrust({ router: aRouter(), acceptsUnknownKeys: false }, aServer());
    expect(decision).toMatchObject({
      kind: "Fail",
      reason: "HostKeyNotPinned",
      role: "router",
      message: expect.stringMatching(/^Router dc1\/router-1 pins no host key/) as string,
    });
  });

  it("waits for a new router's first contact, which its own reconciler makes", () => {
    const decision = decideTrust({ router: aRouter(), acceptsUnknownKeys: true }, KNOWN_SERVER);
    expect(decision).toEqual({
      kind: "Wait",
      reason: "RouterNotContacted",
      message: "Router dc1/router-1 has not been reached: not tried yet",
      object: anObject("Router dc1/router-1"),
      started: true,
    });
  });

  it("waits for what the router itself waits for, whose time is not the host's", () => {
    const missing = { reason: "SecretNotFound", message: "Secret dc1/ssh does not exist" };
    const router = aRouter({
      spec: { sshCredentialsSecretRef: "ssh" },
      status: {
        conditions: [aCondition("Ready", "False", missing)],
        waitingFor: aWait("SecretNotFound", "Secret dc1/ssh"),
      },
    });
    expect(decideTrust({ router, acceptsUnknownKeys: true }, aServer())).toEqual({
      kind: "Wait",
      reason: "SecretNotFound",
      message: "Router dc1/router-1 has not been reached: Secret dc1/ssh does not exist",
      object: anObject("Secret dc1/ssh"),
      started: false,
    });
  });

  it("says why the router was not reached", () => {
    const conditions = [aCondition("Ready", "False", { message: "no answer in 30 s" })];
    const router = aRouter({ status: { conditions, waitingFor: aWait("JumpUnreachable") } });
    expect(decideTrust({ router, acceptsUnknownKeys: true }, aServer())).toMatchObject({
      reason: "JumpUnreachable",
      object: anObject("Router dc1/router-1"),
      started: true,
      message: "Router dc1/router-1 has not been reached: no answer in 30 s",
    });
  });
});
