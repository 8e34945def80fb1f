import fc from "fast-check";
import { followJob, followOutput } from "../../../lib/bootstrap/job";
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

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

/** Everything that a follower hears of what the server streams. */
async function followed(...pieces: Piece[]): Promise<JournalEntry[]> {
  const host = new FakeRemoteHost().pour("job/follow", ...pieces);
  return await collect(followJob(host, OPERATION_UID, signal));
}

describe("followJob", () => {
  const ENTRIES = [begun("host"), begun("ünïcode 漢字 😀"), begun("sysctl")];
  const JOURNAL = ENTRIES.map(lineOf).join("");

  it("asks for the journal from its start", async () => {
    const host = new FakeRemoteHost();
    await collect(followJob(host, OPERATION_UID, signal));
    expect(host.calls).toEqual([
      {
        method: "stream",
        script: "job/follow",
        parameters: { RUN_ID: OPERATION_UID, UNIT, FILE: "journal.jsonl", OFFSET: "0" },
        input: undefined,
      },
    ]);
  });

  it("yields every entry, however the bytes are cut", async () => {
    const bytes = Buffer.from(JOURNAL);
    const cuts = fc
      .array(fc.nat(bytes.length))
      .map(all => [0, ...all, bytes.length].sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(cuts, async places => {
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(await followed(...pieces)).toEqual(ENTRIES);
      }),
    );
  });

  it("yields an entry as soon as its line is whole", async () => {
    const broken = new HostUnreachable("reset", { reason: "HostUnreachable" });
    const host = new FakeRemoteHost().pour(
      "job/follow",
      lineOf(begun("host")),
      '{"event":',
      broken,
    );
    const heard: JournalEntry[] = [];
    const follow = async () => {
      for await (const entry of followJob(host, OPERATION_UID, signal)) {
        heard.push(entry);
      }
    };
    await expect(follow()).rejects.toBe(broken);
    expect(heard).toEqual([begun("host")]);
  });

  it("passes over lines that are no entries, and over a last one that is not whole", async () => {
    const noise = 'tail: file truncated\n\n{"event":"?"}\n';
    expect(await followed(noise, lineOf(begun("host")), noise, '{"event":"step-sta')).toEqual([
      begun("host"),
    ]);
  });

  it("drops a line that would fill our memory, and goes on with the next", async () => {
    const flood = Array.from({ length: 20 }, () => "x".repeat(10_000));
    expect(await followed(lineOf(begun("a")), ...flood, "\n", lineOf(begun("b")))).toEqual([
      begun("a"),
      begun("b"),
    ]);
  });

  it("drops a line over the limit even when it would read well", async () => {
    const padded = (length: number) => {
      const line = JSON.stringify({ ...begun("a"), pad: "" });
      return line.replace('"pad":""', `"pad":"${"x".repeat(length - line.length)}"`);
    };
    expect(await followed(padded(65_536), "\n")).toEqual([begun("a")]);
    expect(await followed(padded(65_537), "\n")).toEqual([]);
  });

  it("takes a long line that is within the limit", async () => {
    const long: JournalEntry = { event: "output", time: TIME, name: "n", value: "v".repeat(8192) };
    const [head, rest] = [lineOf(long).slice(0, 8000), lineOf(long).slice(8000)];
    expect(await followed(head, rest)).toEqual([long]);
  });

  it("lets go of the server when its reader does", async () => {
    const host = new FakeRemoteHost().pour("job/follow", JOURNAL, new Error("read on"));
    for await (const entry of followJob(host, OPERATION_UID, signal)) {
      expect(entry).toEqual(begun("host"));
      expect(host.openStreams).toBe(1);
      break;
    }
    expect(host.openStreams).toBe(0);
  });

  it("stops when it is told to", async () => {
    const host = new FakeRemoteHost().pour("job/follow", JOURNAL);
    const follow = collect(followJob(host, OPERATION_UID, AbortSignal.abort()));
    await expect(follow).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("followOutput", () => {
  it("passes on what the scripts print, byte for byte, until the run ends", async () => {
    const bytes = Buffer.from([0, 255, 27, 10, 0xc3]);
    const host = new FakeRemoteHost().pour("job/follow", bytes, "rest");
    const heard = await collect(followOutput(host, OPERATION_UID, signal));
    expect(Buffer.concat(heard)).toEqual(Buffer.concat([bytes, Buffer.from("rest")]));
    expect(host.calls).toEqual([
      {
        method: "stream",
        script: "job/follow",
        parameters: { RUN_ID: OPERATION_UID, UNIT, FILE: "output.log", OFFSET: "0" },
        input: undefined,
      },
    ]);
  });
});

describe("a line over the limit", () => {
  it("is dropped whole, wherever the chunks end", async () => {
    const host = new FakeRemoteHost().pour(
      "job/follow",
      "x".repeat(70_000),
      'x{"event":"step-started","time":"2026-01-01T00:00:00Z","step":"a"}\n',
      '{"event":"step-started","time":"2026-01-01T00:00:00Z","step":"b"}\n',
    );
    const steps: unknown[] = [];
    for await (const entry of followJob(host, OPERATION_UID, signal)) {
      steps.push(entry);
    }
    expect(steps).toEqual([expect.objectContaining({ step: "b" })]);
  });
});
