import {
  AccessDenied,
  DependencyMissing,
  HostKeyMismatch,
  HostUnreachable,
  InvalidSpec,
  ServerBusy,
  type StargateError,
} from "../../../../lib/domain/errors";
import { formatObject } from "../../../../lib/domain/waiting";
import { awaitedObject, roleOf } from "../../../../lib/reconcilers/operation/awaited";
import { anObject, anOperation, aRouter, aServer } from "../../../fakes/samples";

const NEIGHBOUR = anOperation({ metadata: { name: "older", uid: "other-uid" } });
const SERVER_OPERATIONS = { of: () => Promise.resolve([anOperation(), NEIGHBOUR]) };

async function awaited(error: StargateError, router = aRouter()): Promise<string | undefined> {
  const ports = { serverOperations: SERVER_OPERATIONS };
  const object = await awaitedObject(ports, { server: aServer(), router }, error);
  return object === undefined ? undefined : formatObject(object);
}

describe("awaitedObject", () => {
  it.each<[string, StargateError, string | undefined]>([
    [
      "what the error names",
      new DependencyMissing("none", {
        reason: "SecretNotFound",
        object: anObject("Secret dc1/ssh"),
      }),
      "Secret dc1/ssh",
    ],
    [
      "the server that does not answer",
      new HostUnreachable("away", { reason: "HostUnreachable" }),
      "Server dc1/w1",
    ],
    [
      "the router that does not answer",
      new HostUnreachable("away", { reason: "JumpUnreachable" }),
      "Router dc1/router-1",
    ],
    [
      "the router that refused the login",
      new AccessDenied("no", { reason: "AuthFailed", role: "router" }),
      "Router dc1/router-1",
    ],
    [
      "the server that refused the login",
      new AccessDenied("no", { reason: "AuthFailed", role: "server" }),
      "Server dc1/w1",
    ],
    [
      "the server that showed another key",
      new HostKeyMismatch("other", { reason: "HostKeyMismatch", role: "server" }),
      "Server dc1/w1",
    ],
    [
      "the operation whose run is at work",
      new ServerBusy("busy", { runId: "other-uid" }),
      "Operation dc1/older",
    ],
    [
      "the server with a run that nobody knows",
      new ServerBusy("busy", { runId: "?" }),
      "Server dc1/w1",
    ],
    ["no object for a right", new AccessDenied("no", { reason: "ApiForbidden" }), undefined],
    ["no object for a defect", new InvalidSpec("oh", { reason: "InternalError" }), undefined],
  ])("is %s", async (_, error, want) => {
    expect(await awaited(error)).toBe(want);
  });

  it("is the server where nobody knows of a router", async () => {
    const error = new HostUnreachable("away", { reason: "JumpUnreachable" });
    const input = { server: aServer(), router: undefined };
    const object = await awaitedObject({ serverOperations: SERVER_OPERATIONS }, input, error);
    expect(object).toEqual(anObject("Server dc1/w1"));
  });
});

describe("roleOf", () => {
  it("is unknown where the error does not say", () => {
    expect(roleOf(new InvalidSpec("no", { reason: "InvalidCredentials" }))).toBeUndefined();
  });
});
