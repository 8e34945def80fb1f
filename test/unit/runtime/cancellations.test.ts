import { LiveCancellations } from "../../../lib/runtime/cancellations";

describe("LiveCancellations", () => {
  it("tells the pass of that operation, and nobody else", () => {
    const cancellations = new LiveCancellations();
    const [one, two] = [cancellations.watch("one"), cancellations.watch("two")];
    cancellations.cancel("one");
    expect([one.signal.aborted, two.signal.aborted]).toEqual([true, false]);
  });

  it("does not mind when nobody is at work, or no longer is", () => {
    const cancellations = new LiveCancellations();
    const watch = cancellations.watch("one");
    watch.done();
    cancellations.cancel("one");
    expect(watch.signal.aborted).toBe(false);
  });

  it("goes on telling the newer pass when the older one ends late", () => {
    const cancellations = new LiveCancellations();
    const older = cancellations.watch("one");
    const newer = cancellations.watch("one");
    older.done();
    cancellations.cancel("one");
    expect(newer.signal.aborted).toBe(true);
  });
});
