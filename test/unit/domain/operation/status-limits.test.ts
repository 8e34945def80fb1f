import fc from "fast-check";
import { MESSAGE_LIMIT_CHARACTERS } from "../../../../lib/defaults";
import * as status from "../../../../lib/domain/operation/status";
import { anOperation, NOW } from "../../../fakes/samples";

describe("every status", () => {
  it("fits, whatever a server says", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1000, maxLength: 3000 }), message => {
        const why = {
          reason: "ServerNotFound",
          message,
          object: undefined,
          started: true,
        } as const;
        for (const built of [
          status.waiting(anOperation(), why, NOW),
          status.unreachable(anOperation(), why, NOW),
          status.awaitingNode(anOperation(), why, NOW),
          status.failed(anOperation(), { ...why, about: "NodeReady" }, NOW),
          status.succeeded(anOperation(), { message, isNode: true }, NOW),
        ]) {
          const texts = [
            built.message,
            built.waitingFor?.message,
            ...(built.conditions ?? []).map(({ message: said }) => said),
          ];
          expect(texts.filter(text => (text ?? "").length > MESSAGE_LIMIT_CHARACTERS)).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
