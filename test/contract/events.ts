import type { Events, EventSubject } from "../../lib/ports/events";
import type { SecretRegister } from "../../lib/ports/log";
import { Secret } from "../../lib/domain/secret";
import type { SeenEvent } from "../fakes/cluster";

/** What a suite of `Events` runs against. */
export interface EventsBench {
  readonly events: Events;
  readonly register: SecretRegister;
  readonly namespace: string;
  /** Events about objects of that name, in no order. */
  seen(name: string): Promise<readonly SeenEvent[]>;
  /** From now on nothing can be recorded. */
  breakOff(): void;
  close(): Promise<void>;
}

const KINDS = ["Server", "ProvisioningProfile", "Operation", "Router", "ConfigMap"] as const;

/** What every `Events` does, the fake one included. */
export function describeEvents(name: string, make: () => Promise<EventsBench>): void {
  describe(`${name} as Events`, () => {
    let bench: EventsBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    const subjectOf = (kind: EventSubject["kind"], object: string): EventSubject => ({
      kind,
      metadata: { namespace: bench.namespace, name: object, uid: `uid-${object}` },
    });

    it.each(KINDS)("tells of a %s", async kind => {
      const object = `an-${kind.toLowerCase()}`;
      const subject = subjectOf(kind, object);
      await bench.events.normal(subject, "OperationStarted", "it began");
      await bench.events.warning(subject, "OperationFailed", "it failed");
      const about = { subject: `${kind}/${object}`, count: 1 };
      const seen = await bench.seen(object);
      expect(seen).toHaveLength(2);
      expect(seen).toEqual(
        expect.arrayContaining([
          { ...about, type: "Normal", reason: "OperationStarted", message: "it began" },
          { ...about, type: "Warning", reason: "OperationFailed", message: "it failed" },
        ]),
      );
    });

    it("tells of a Node, which is in no namespace", async () => {
      const subject = { kind: "Node" as const, metadata: { name: "a-node", uid: "a-node" } };
      await bench.events.normal(subject, "OperationSucceeded", "it joined");
      expect(await bench.seen("a-node")).toMatchObject([
        { subject: "Node/a-node", reason: "OperationSucceeded", count: 1 },
      ]);
    });

    it("counts what is said again, and keeps apart what is not the same", async () => {
      const subject = subjectOf("Server", "counted");
      for (const message of ["one", "two", "one", "one"]) {
        await bench.events.warning(subject, "HostKeyMismatch", message);
      }
      await bench.events.normal(subject, "HostKeyMismatch", "one");
      const seen = await bench.seen("counted");
      expect(seen.map(({ type, message, count }) => `${type} ${message} ${count}`).sort()).toEqual([
        "Normal one 1",
        "Warning one 3",
        "Warning two 1",
      ]);
    });

    it("counts what is said at once by several", async () => {
      const subject = subjectOf("Server", "hurried");
      const again = Array.from({ length: 5 }, () =>
        bench.events.normal(subject, "HostKeyRecorded", "recorded"),
      );
      await Promise.all(again);
      expect(await bench.seen("hurried")).toMatchObject([{ count: 5 }]);
    });

    it("shows no secret", async () => {
      bench.register.add(new Secret("hunter2-password"));
      const said = "hunter2-password, abcdef.0123456789abcdef";
      await bench.events.warning(subjectOf("Operation", "secretive"), "OperationFailed", said);
      expect(await bench.seen("secretive")).toMatchObject([{ message: "[redacted], [redacted]" }]);
    });

    it("tells of an object with the longest name there may be", async () => {
      const object = `${"a".repeat(235)}.${"b".repeat(17)}`;
      await bench.events.normal(subjectOf("Operation", object), "OperationStarted", "it began");
      expect(await bench.seen(object)).toMatchObject([{ subject: `Operation/${object}` }]);
    });

    it("never rejects, also when nothing can be recorded", async () => {
      bench.breakOff();
      await bench.events.warning(subjectOf("Server", "unheard"), "OperationFailed", "words");
      expect(await bench.seen("unheard")).toEqual([]);
    });
  });
}
