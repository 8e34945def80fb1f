import fc from "fast-check";
import { followRun } from "../../../lib/bootstrap/job";
import { HostUnreachable } from "../../../lib/domain/errors";
import type { JournalEntry } from "../../../lib/domain/run/progress";
import { FakeRemoteHost, type Piece } from "../../fakes/remote-host";
import { OPERATION_UID } from "../../fakes/samples";

const UNIT = `stargate-${OPERATION_UID}`;
const TIME = "2026-03-01T12:00:00Z";
const { signal } = new AbortController();

function begun(step: string): JournalEntry {
  return { event: "step-started", time: TIME, step };
}

const lineOf = (entry: JournalEntry) => `${JSON.stringify(entry)}\n`;

/** What a follower has heard so far. */
interface Heard {
  readonly entries: JournalEntry[];
  readonly output: Uint8Array[];
}

/** Follows until the server has said all; what is heard on the way is in `heard`. */
async function follow(
  host: FakeRemoteHost,
  heard: Heard = { entries: [], output: [] },
  within = signal,
): Promise<Heard> {
  const onEntry = (entry: JournalEntry): void => {
    heard.entries.push(entry);
  };
  for await (const chunk of followRun(host, OPERATION_UID, onEntry, within)) {
    heard.output.push(chunk);
  }
  return heard;
}

/** The entries that a follower hears of a journal that comes in these pieces. */
async function entriesIn(...pieces: Piece[]): Promise<JournalEntry[]> {
  return (await follow(new FakeRemoteHost().pourErrors("job/follow", ...pieces))).entries;
}

describe("followRun", () => {
  const ENTRIES = [begun("preflight"), begun("ünïcode 漢字 😀"), begun("sysctl")];
  const JOURNAL = ENTRIES.map(lineOf).join("");

  it("asks for all of the run, in one session", async () => {
    const host = new FakeRemoteHost();
    await follow(host);
    expect(host.calls).toEqual([
      {
        method: "stream",
        script: "job/follow",
        parameters: { RUN_ID: OPERATION_UID, UNIT },
        input: undefined,
      },
    ]);
  });

  it("hears every entry, however the bytes are cut", async () => {
    const bytes = Buffer.from(JOURNAL);
    const cuts = fc
      .array(fc.nat(bytes.length))
      .map(all => [0, ...all, bytes.length].sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(cuts, async places => {
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(await entriesIn(...pieces)).toEqual(ENTRIES);
      }),
    );
  });

  it("hears an entry as soon as its line is whole", async () => {
    const broken = new HostUnreachable("reset", { reason: "HostUnreachable" });
    const pieces = [lineOf(begun("preflight")), '{"event":', broken];
    const host = new FakeRemoteHost().pourErrors("job/follow", ...pieces);
    const heard: Heard = { entries: [], output: [] };
    await expect(follow(host, heard)).rejects.toBe(broken);
    expect(heard.entries).toEqual([begun("preflight")]);
  });

  it("passes over what sudo or a login shell say, and over a last line that is not whole", async () => {
    const noise = 'sudo: unable to resolve host w1\n\n{"event":"?"}\n';
    expect(await entriesIn(noise, lineOf(begun("preflight")), noise, '{"event":"step-sta')).toEqual(
      [begun("preflight")],
    );
  });

  it("passes on what the scripts print, byte for byte", async () => {
    const bytes = Buffer.from([0, 255, 27, 10, 0xc3]);
    const host = new FakeRemoteHost().pour("job/follow", bytes, "rest");
    const { output } = await follow(host);
    expect(Buffer.concat(output)).toEqual(Buffer.concat([bytes, Buffer.from("rest")]));
  });

  it("lets go of the server when its reader does", async () => {
    const host = new FakeRemoteHost().pour("job/follow", "one", new Error("read on"));
    for await (const chunk of followRun(host, OPERATION_UID, () => undefined, signal)) {
      expect(chunk).toEqual(Buffer.from("one"));
      expect(host.openStreams).toBe(1);
      break;
    }
    expect(host.openStreams).toBe(0);
  });

  it("stops when it is told to", async () => {
    const host = new FakeRemoteHost().pour("job/follow", JOURNAL);
    await expect(follow(host, undefined, AbortSignal.abort())).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});
