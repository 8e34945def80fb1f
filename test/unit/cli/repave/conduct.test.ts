import { AccessDenied, ApiUnavailable, InvalidSpec } from "../../../../lib/domain/errors";
import { settle } from "../../../fakes/clock";
import { aProfile, anOperation, aServer } from "../../../fakes/samples";
import { FAILED, Scene, SUCCEEDED } from "./scene";

describe("a rollout", () => {
  it("takes one server after the other, and tells each change and the end", async () => {
    const scene = new Scene("a", "b");
    await scene.begin("--all", "-y");
    expect(scene.begun).toEqual(["a.1"]);
    await scene.end("a");
    expect(scene.begun).toEqual(["a.1", "b.1"]);
    await scene.end("b");
    expect(await scene.ended).toBe(0);
    const { err, out } = scene.world;
    expect(out).toBe("");
    expect(err).toMatch(
      /^rollout repave-[0-9a-f]{10}: repave of 2 servers in namespace dc1, at most 1 unavailable\n/,
    );
    expect(err).toMatch(/^1 +a +ready +1\.33 +1\.34 +k8s-1-34 +to do$/m);
    expect(err).toMatch(/^server a: Operation repave-\w+\.a\.1 created$/m);
    expect(err).toMatch(/^server a: succeeded after 24s: Node is Ready \(1 of 2 succeeded\)$/m);
    expect(err).toMatch(/^rollout repave-\w+: 2 of 2 succeeded\n$/m);
    expect(scene.world.servers.followers + scene.world.operations.followers).toBe(0);
  });

  it("makes Operations that say to which rollout and profile they belong", async () => {
    const scene = new Scene("a");
    await scene.begin("srv/a", "--name", "spring");
    const operation = scene.world.operations.at({ namespace: "dc1", name: "spring.a.1" });
    expect(operation?.metadata?.labels).toEqual({ "stargate.io/rollout": "spring" });
    expect(operation?.spec).toEqual({
      operation: "repave",
      serverRef: { name: "a" },
      provisioningProfileRef: { name: "k8s-1-34" },
    });
    await scene.end("a");
    expect(await scene.ended).toBe(0);
  });

  it("stops at the first failure, follows those at work, and says what failed and how to go on", async () => {
    const scene = new Scene("a", "b", "c");
    await scene.begin("-l", "rack=a", "--max-unavailable", "67%", "--yes", "-o", "json");
    expect(scene.begun).toEqual(["a.1", "b.1"]);
    await scene.end("a", FAILED);
    await scene.end("b");
    expect(await scene.ended).toBe(1);
    expect(scene.begun).toEqual(["a.1", "b.1"]);
    expect(scene.world.err).toContain("1 of 3 succeeded, 1 failed, 1 not started");
    expect(scene.world.err).toMatch(/ {2}server a: failed: VersionNotAvailable: .*; change spec/);
    expect(scene.world.err).toMatch(/the same command goes on with it \(or --name repave-/);
    expect(scene.report).toMatchObject({
      schema: "stargate-repave/v1",
      result: "Failed",
      maxUnavailable: 2,
      servers: [
        { name: "a", state: "Failed", reason: "VersionNotAvailable", wantedVersion: "1.34" },
        { name: "b", state: "Succeeded", durationSeconds: 24, version: "1.33" },
        { name: "c", state: "Pending", operation: null, message: null },
      ],
    });
  });

  it("goes on where it was: leaves out what succeeded, follows what is at work, tries again what failed", async () => {
    const scene = new Scene("a", "b", "c");
    await scene.begin("--all", "-y", "--max-unavailable", "3");
    await scene.end("a");
    await scene.end("b", FAILED);
    scene.world.interrupt?.();
    await scene.begin("--all", "-y", "--max-unavailable", "3");
    expect(scene.begun).toEqual(["a.1", "b.1", "c.1", "b.2"]);
    await scene.end("c");
    await scene.end("b");
    expect(await scene.ended).toBe(0);
    await scene.begin("--all");
    expect(await scene.ended).toBe(0);
    expect(scene.begun).toHaveLength(4);
  });

  it("begins anew where the profile was changed, or the Server was made again", async () => {
    const scene = new Scene("a");
    await scene.begin("a", "--name", "x");
    const { uid, generation } = { uid: "p", generation: 1 };
    const applied = { provisioningProfileUID: uid, provisioningProfileGeneration: generation };
    await scene.end("a", { ...SUCCEEDED, ...applied });
    expect(await scene.ended).toBe(0);
    scene.world.profiles.put(aProfile({ metadata: { uid: "p", generation: 2 } }) as never);
    await scene.begin("a", "--name", "x");
    expect(scene.begun).toEqual(["a.1", "a.2"]);
    await scene.end("a");
    await scene.ended;
    scene.server("a", "True", {}, "2027-01-01T00:00:00Z");
    await scene.begin("a", "--name", "x");
    expect(scene.begun).toEqual(["a.1", "a.2", "a.3"]);
  });

  it("starts nothing else where the first is refused", async () => {
    const scene = new Scene("a", "b");
    scene.world.refusal = new InvalidSpec("422 no", { reason: "InvalidSpec" });
    await scene.begin("--all", "-y", "--max-unavailable", "2");
    expect(await scene.ended).toBe(1);
    expect(scene.begun).toEqual([]);
  });

  it("judges the servers as they are once somebody has agreed, and not as they were before", async () => {
    const scene = new Scene("a", "b");
    scene.world.confirm = () => {
      scene.server("b", "False", { paused: true });
      return Promise.resolve(true);
    };
    await scene.begin("--all");
    expect(scene.begun).toEqual([]);
    expect(scene.world.err).toContain("1 of at most 1 are unavailable: b");
  });

  it("has the canaries go alone, and ends with their failure", async () => {
    const scene = new Scene("a", "b", "c");
    const args = ["--all", "-y", "--canary", "1", "--max-unavailable", "3", "--continue-on-error"];
    await scene.begin(...args);
    expect(scene.begun).toEqual(["a.1"]);
    await scene.end("a", FAILED);
    expect(await scene.ended).toBe(1);
    await scene.begin(...args);
    await scene.end("a");
    expect(scene.begun).toEqual(["a.1", "a.2", "b.1", "c.1"]);
  });

  it("goes on after a failure where that is wanted, and says whom the limit keeps", async () => {
    const scene = new Scene("a", "b", "c");
    await scene.begin("--all", "-y", "--continue-on-error");
    await scene.end("a", FAILED);
    expect(scene.begun).toEqual(["a.1", "b.1"]);
    scene.server("a", "False");
    await scene.end("b");
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("not started, as more than 1 would be unavailable: c");
  });

  it("waits for who is paused, or busy, or unavailable, and says so once", async () => {
    const scene = new Scene("a", "b");
    scene.server("a", "True", { paused: true });
    const reboot = anOperation({
      metadata: { name: "boot" },
      spec: { operation: "reboot", serverRef: { name: "b" } },
    });
    scene.world.operations.put(reboot);
    await scene.begin("--all", "-y");
    scene.server("a", "True", { paused: true });
    await settle();
    expect(scene.begun).toEqual([]);
    expect(
      scene.world.err.match(
        /^waiting: b: Operation boot \(reboot\) is at work on it; a: the Server is paused; set .*$/gm,
      ),
    ).toHaveLength(1);
    scene.world.operations.put({ ...reboot, status: SUCCEEDED });
    await settle();
    expect(scene.begun).toEqual(["b.1"]);
    await scene.end("b");
    scene.server("a");
    await settle();
    await scene.end("a");
    expect(await scene.ended).toBe(0);
  });

  it("starts nothing after an interrupt, follows what is at work, and says how to go on", async () => {
    const scene = new Scene("a", "b");
    await scene.begin("--all", "-y");
    scene.world.interrupt?.();
    await settle();
    expect(scene.world.err).toContain("following the 1 at work to their end");
    await scene.end("a");
    expect(await scene.ended).toBe(130);
    expect(scene.begun).toEqual(["a.1"]);
    expect(scene.world.err).toContain("1 of 2 succeeded, 1 not started");
    scene.server("b", "True", { paused: true });
    await scene.begin("--all", "-y");
    scene.world.interrupt?.();
    expect(await scene.ended).toBe(130);
    expect(scene.world.interrupt).toBeUndefined();
  });

  it("gives up after its time, and leaves what is at work to the cluster", async () => {
    const scene = new Scene("a", "b");
    await scene.begin("--all", "-y", "--timeout", "1m", "-o", "json");
    await scene.world.clock.advance(60_000);
    expect(await scene.ended).toBe(3);
    expect(scene.world.err).toContain("1 at work, going on in the cluster, 1 not started");
    expect(scene.report.result).toBe("TimedOut");
  });

  it("counts as a failure what is refused, deleted, or taken by something else", async () => {
    const scene = new Scene("a");
    scene.world.refusal = new InvalidSpec("422 it is being deleted", { reason: "InvalidSpec" });
    await scene.begin("a", "--name", "x");
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("its Operation was refused: 422 it is being deleted");
    await scene.begin("a", "--name", "x");
    scene.world.operations.remove(scene.world.operations.at({ namespace: "dc1", name: "x.a.1" })!);
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("its Operation was deleted before it ended");
    scene.world.operations.put(
      anOperation({ metadata: { name: "x.a.1" }, spec: { serverRef: { name: "b" } } }),
    );
    await scene.begin("a", "--name", "x");
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("is there and not of this rollout; write another --name");
    scene.world.servers.put(aServer({ metadata: { name: "c" } }));
    await scene.begin("a", "--name", "y");
    scene.world.servers.remove(aServer({ metadata: { name: "a" } }));
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("server a: failed: the Server was deleted");
  });

  it("tries again what the API server does not take for now, and tells of a right that is missing", async () => {
    const scene = new Scene("a");
    scene.world.refusal = new ApiUnavailable("no webhook", { reason: "ApiUnavailable" });
    await scene.begin("a");
    expect(scene.world.err).toContain("waiting: the API server does not answer: no webhook");
    await scene.world.clock.advance(2000);
    await scene.end("a");
    expect(await scene.ended).toBe(0);
    scene.world.refusal = new AccessDenied("403 operations", { reason: "ApiForbidden" });
    await scene.begin("a", "--name", "other");
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("ask for the right that it names");
  });

  it("starts nothing more where the profile was changed meanwhile", async () => {
    for (const change of ["changed", "deleted"]) {
      const scene = new Scene("a", "b");
      await scene.begin("--all", "-y");
      await (change === "deleted"
        ? scene.world.profiles.delete({ namespace: "dc1", name: "k8s-1-34" })
        : scene.world.profiles.put(aProfile({ metadata: { uid: "p", generation: 2 } }) as never));
      await scene.end("a");
      expect(await scene.ended).toBe(1);
      expect(scene.begun).toEqual(["a.1"]);
      expect(scene.world.err).toContain(
        `ProvisioningProfile k8s-1-34 was ${change} since the rollout was planned`,
      );
    }
  });
});
