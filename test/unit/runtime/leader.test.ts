import { LEADER_LEASE_RETRY_MS } from "../../../lib/defaults";
import { ApiUnavailable, LeaseLost } from "../../../lib/domain/errors";
import type { LeaderElectionResult } from "../../../lib/ports/leader-election";
import { Leader, unopposed } from "../../../lib/runtime/leader";
import { FakeClock, settle } from "../../fakes/clock";
import { silentLog } from "../../fakes/cluster";

/** An election whose next results are known. */
class Poll {
  readonly clock = new FakeClock();
  readonly told: string[] = [];
  readonly stop = new AbortController();
  readonly lost = new AbortController();
  released = 0;
  result: () => Promise<LeaderElectionResult> = () => Promise.resolve({ leader: "other" });
  readonly leader = new Leader({
    clock: this.clock,
    log: { ...silentLog, info: (fields, message) => this.told.push(message) },
    election: { acquire: () => this.result() },
  });
  events: string[] = [];
  standing: Promise<void> | undefined;

  async stand(): Promise<void> {
    this.standing = this.leader.stand(
      {
        onLeading: () => this.events.push("leading"),
        onLost: reason => this.events.push(`lost: ${(reason as Error).message}`),
      },
      this.stop.signal,
    );
    await settle();
  }

  async look(): Promise<void> {
    await this.clock.advance(LEADER_LEASE_RETRY_MS);
  }

  win(): void {
    this.result = () =>
      Promise.resolve({
        leadership: {
          lost: this.lost.signal,
          verify: () => {
            this.lost.signal.throwIfAborted();
          },
          release: () => {
            this.released++;
            return Promise.resolve();
          },
        },
      });
  }
}

function gone(): LeaseLost {
  return new LeaseLost("it was not renewed in time", { reason: "LeaseLost" });
}

describe("Leader", () => {
  it("stands by while another process leads, says so once, and leads as soon as it may", async () => {
    const poll = new Poll();
    await poll.stand();
    await poll.look();
    expect(poll.events).toEqual([]);
    expect(poll.told).toEqual(["another process reconciles; this one stands by"]);
    expect(poll.leader).toMatchObject({ isLeading: false, isSettled: true });
    poll.win();
    await poll.look();
    expect(poll.events).toEqual(["leading"]);
    expect(poll.leader).toMatchObject({ isLeading: true, isSettled: true });
    expect(() => {
      poll.leader.verify();
    }).not.toThrow();
  });

  it("asks again when nobody can tell who leads, and knows nothing until then", async () => {
    const poll = new Poll();
    poll.result = () => Promise.reject(new ApiUnavailable("away", { reason: "ApiUnavailable" }));
    await poll.stand();
    expect(poll.leader.isSettled).toBe(false);
    poll.win();
    await poll.look();
    expect(poll.leader.isLeading).toBe(true);
  });

  it("tells of the loss, and lets nothing begin any more", async () => {
    const poll = new Poll();
    poll.win();
    await poll.stand();
    poll.lost.abort(gone());
    expect(poll.events).toEqual(["leading", "lost: it was not renewed in time"]);
    expect(poll.leader.isLeading).toBe(false);
    expect(() => {
      poll.leader.verify();
    }).toThrow(LeaseLost);
  });

  it("gives the right back when it resigns, and when it won it too late", async () => {
    const poll = new Poll();
    poll.win();
    await poll.stand();
    await poll.leader.resign();
    expect(poll.released).toBe(1);

    const late = new Poll();
    late.win();
    const { result } = late;
    late.result = async () => {
      late.stop.abort();
      return result();
    };
    await late.stand();
    expect(late).toMatchObject({ released: 1, events: [] });
  });

  it("resigns only once the attempt that is under way has come to an end", async () => {
    const poll = new Poll();
    poll.win();
    const { result } = poll;
    let arrive: () => void = () => undefined;
    poll.result = async () => {
      await new Promise<void>(resolve => {
        arrive = resolve;
      });
      return result();
    };
    await poll.stand();
    poll.stop.abort();
    const resigning = poll.leader.resign().then(() => poll.events.push("resigned"));
    await settle();
    expect(poll).toMatchObject({ released: 0, events: [] });
    arrive();
    await resigning;
    expect(poll).toMatchObject({ released: 1, events: ["resigned"] });
  });

  it("ends with its signal while it stands by, and has nothing to give back", async () => {
    const poll = new Poll();
    await poll.stand();
    poll.stop.abort();
    await poll.standing;
    await poll.leader.resign();
    expect(poll.released).toBe(0);
    expect(poll.clock.pending).toBe(0);
  });
});

describe("unopposed", () => {
  it("leads at once and for good", async () => {
    const result = await unopposed.acquire();
    expect(result).toHaveProperty("leadership");
    if ("leadership" in result) {
      result.leadership.verify();
      await result.leadership.release();
      expect(result.leadership.lost.aborted).toBe(false);
    }
  });
});
