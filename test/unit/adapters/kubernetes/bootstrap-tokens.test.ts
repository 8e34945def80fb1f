import { ApiBootstrapTokens } from "../../../../lib/adapters/kubernetes/bootstrap-tokens";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import { DependencyMissing } from "../../../../lib/domain/errors";
import { tokenIdOf } from "../../../../lib/domain/token";
import { emptyRegister } from "../../../fakes/cluster";
import { OPERATION_UID } from "../../../fakes/samples";

const NAME = `bootstrap-token-${tokenIdOf(OPERATION_UID)}`;
const EXPIRES = new Date("2026-03-01T12:16:00Z");

/** An API server that has somebody else's Secret of the name that the operation's token would get. */
class Desk {
  readonly requests: ApiRequest[] = [];
  readonly tokens = new ApiBootstrapTokens(
    {
      request: request => {
        this.requests.push(request);
        return Promise.resolve({ metadata: { resourceVersion: "1" }, data: {} });
      },
    },
    emptyRegister,
  );
}

describe("a bootstrap token of the same ID that is not the operation's", () => {
  it("is waited for to go", async () => {
    const desk = new Desk();
    const error = await desk.tokens.ensure(OPERATION_UID, EXPIRES).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DependencyMissing);
    expect(error).toMatchObject({
      reason: "TokenTaken",
      waitingFor: `Secret/kube-system/${NAME}`,
    });
    expect(desk.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("is left alone when the operation ends, which then can end", async () => {
    const desk = new Desk();
    await desk.tokens.revoke(OPERATION_UID);
    expect(desk.requests.map(({ method }) => method)).toEqual(["GET"]);
  });
});
