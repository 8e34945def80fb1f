import { aCondition } from "../../../fakes/samples";
import { Scene } from "./scene";

describe("a rollout while something is paused", () => {
  it.each([
    { generation: 1, begun: [], says: "a: everything is paused" },
    // What was said of an earlier spec is no news of the settings.
    { generation: 2, begun: ["a.1"], says: "repave of 1 server" },
  ])(
    "asks the Server's own condition whether everything is paused: $says",
    async ({ generation, begun, says }) => {
      const scene = new Scene("a");
      const { metadata, ...server } = scene.world.servers.at({ namespace: "dc1", name: "a" })!;
      const paused = { ...aCondition("Paused", "True"), observedGeneration: 1 };
      const conditions = [aCondition("Ready", "True"), paused];
      scene.world.servers.put({
        ...server,
        metadata: { ...metadata, generation } as never,
        status: { ...server.status, conditions } as never,
      });
      await scene.begin("--all", "-y");
      expect(scene.begun).toEqual(begun);
      expect(scene.world.err).toContain(says);
      if (begun.length > 0) {
        await scene.end("a");
      }
      scene.world.interrupt?.();
      await scene.ended;
    },
  );
});
