import { WATCH_BACKOFF_CAP_MS } from "../../../lib/defaults";
import { AccessDenied, ApiUnavailable } from "../../../lib/domain/errors";
import { untilStoreAnswers } from "../../../lib/runtime/framework-store";
import { FakeClock, settle } from "../../fakes/clock";
import { silentLog } from "../../fakes/cluster";

const AWAY = new ApiUnavailable("connection refused", { reason: "ApiUnavailable" });

/** An API server that answers with each of these in turn, and with nothing wrong afterwards. */
class Answers {
  readonly clock = new FakeClock();
  readonly warnings: string[] = [];
  asked = 0;
  isOver = false;

  constructor(...errors: readonly Error[]) {
    const request = (): Promise<undefined> => {
      const error = errors[this.asked++];
      return error === undefined ? Promise.resolve(undefined) : Promise.reject(error);
    };
    const log = { ...silentLog, warn: (_: object, text: string) => this.warnings.push(text) };
    void untilStoreAnswers({ request }, { clock: this.clock, log }).then(() => {
      this.isOver = true;
    });
  }
}

describe("untilStoreAnswers", () => {
  it("is over at once where the API server answers, be the store there or not", async () => {
    const answers = new Answers();
    await settle();
    expect([answers.isOver, answers.asked, answers.warnings]).toEqual([true, 1, []]);
  });

  it("asks again as long as nobody answers, and says so once", async () => {
    const answers = new Answers(...Array.from({ length: 9 }, () => AWAY));
    await settle();
    expect([answers.isOver, answers.asked]).toEqual([false, 1]);
    await answers.clock.advance(9 * WATCH_BACKOFF_CAP_MS);
    expect([answers.isOver, answers.asked]).toEqual([true, 10]);
    expect(answers.warnings).toEqual(["nothing begins before the API server answers"]);
  });

  it("waits as long as it is told to", async () => {
    const busy = new ApiUnavailable("busy", { reason: "ApiUnavailable", retryAfterMs: 30_000 });
    const answers = new Answers(busy);
    await settle();
    await answers.clock.advance(29_999);
    expect(answers.isOver).toBe(false);
    await answers.clock.advance(1);
    expect(answers.isOver).toBe(true);
  });

  it("leaves it to Pepr to tell what is forbidden", async () => {
    const answers = new Answers(new AccessDenied("forbidden", { reason: "ApiForbidden" }));
    await settle();
    expect([answers.isOver, answers.asked]).toEqual([true, 1]);
  });
});
