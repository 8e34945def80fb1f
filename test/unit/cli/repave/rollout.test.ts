import fc from "fast-check";
import type { RepaveOptions } from "../../../../lib/cli/repave/options";
import {
  attemptOf,
  operationFor,
  planRollout,
  type Rollout,
} from "../../../../lib/cli/repave/rollout";
import type { ServerSelection } from "../../../../lib/cli/repave/selection";
import { isObjectName } from "../../../../lib/domain/names";
import { textOf } from "../../../fakes/arbitraries";
import { aProfile, aServer } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

const ALL: ServerSelection = { kind: "All" };

const RULES = { limit: 1, canary: 0, continueOnError: false };

function rolloutOf(name: string): Rollout {
  return { name, namespace: "dc1", targets: [], rules: RULES };
}

async function plan(
  selection: ServerSelection,
  generation = 1,
  options: RepaveOptions = {},
): Promise<Rollout> {
  const world = new FakeWorld();
  world.profiles.put(aProfile({ metadata: { uid: "p", generation } }) as never);
  const servers = ["a", "b", "c"].map(name =>
    aServer({ metadata: { name }, spec: { provisioningProfile: "k8s-1-34" } }),
  );
  return await planRollout(world.connect({}), servers, { selection, options });
}

describe("a rollout's name", () => {
  it("is the same for the same words, and another for others or a profile that was changed", async () => {
    const { name } = await plan(ALL);
    expect((await plan(ALL)).name).toBe(name);
    const others = await Promise.all([
      plan({ kind: "Labels", labels: "rack=a" }),
      plan({ kind: "Names", names: ["a", "b", "c"] }),
      plan(ALL, 2),
    ]);
    expect(new Set([name, ...others.map(other => other.name)]).size).toBe(4);
  });

  it("is what the user says", async () => {
    expect((await plan(ALL, 1, { name: "spring" })).name).toBe("spring");
  });
});

describe("a rollout's limit", () => {
  it("is one, or of the whole selection", async () => {
    expect((await plan(ALL)).rules.limit).toBe(1);
    const maxUnavailable = { kind: "Percent", percent: 67 } as const;
    expect((await plan(ALL, 1, { maxUnavailable })).rules.limit).toBe(2);
  });
});

describe("a rollout's Operations", () => {
  const NAME = textOf("ab-1", 63).map(text => `a${text}b`.slice(0, 63).replace(/-$/, "b"));

  it("have names that no other server, attempt or rollout has, and that are read back", () => {
    const order = fc.tuple(
      NAME,
      fc.array(NAME, { minLength: 1, maxLength: 2 }),
      fc.integer({ min: 1 }),
    );
    fc.assert(
      fc.property(order, order, (one, other) => {
        const [a, b] = [one, other].map(([rollout, labels, attempt]) => {
          const target = { name: labels.join(".").slice(0, 63), profile: aProfile() };
          const operation = operationFor(rolloutOf(rollout), target, attempt);
          expect(attemptOf(rolloutOf(rollout), target, operation)).toBe(attempt);
          return { operation, words: JSON.stringify([rollout, target.name, attempt]) };
        });
        const isSame = a!.words === b!.words;
        expect(a!.operation.metadata?.name === b!.operation.metadata?.name).toBe(isSame);
      }),
    );
  });

  it("have names that the API takes, however long the others are", () => {
    const target = { name: "s".repeat(63), profile: aProfile() };
    const { metadata } = operationFor(rolloutOf("r".repeat(63)), target, 999);
    expect(isObjectName(metadata?.name ?? "")).toBe(true);
  });

  it("are not what somebody else made under such a name", () => {
    const target = { name: "a", profile: aProfile() };
    const operation = operationFor(rolloutOf("x"), target, 1);
    const { metadata, spec } = operation;
    const others = [
      { ...operation, metadata: { ...metadata, labels: {} } },
      { ...operation, spec: { ...spec, serverRef: { name: "b" } } },
      { ...operation, metadata: { ...metadata, name: "x.a.first" } },
      { ...operation, metadata: { ...metadata, name: "by-hand" } },
    ];
    expect(others.map(other => attemptOf(rolloutOf("x"), target, other))).toEqual(
      others.map(() => undefined),
    );
  });
});
