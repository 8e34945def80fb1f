import fc from "fast-check";
import { FIELDS } from "../../catalogue/fields";
import { violationsOf } from "../../catalogue/judge";
import { HOSTILE } from "../../catalogue/hostile";
import { type Manifest, operation, profile, server } from "../../catalogue/row";

/** Longest message: a value of 64 characters, a rule, and a remedy that may list fields. */
const MESSAGE_LIMIT = 600;

/**
 * Milliseconds that no answer may take. On an idle machine each takes less than 10; a pattern that goes astray takes
 * minutes, and a machine that is busy must not look like one.
 */
const ANSWER_LIMIT_MS = 250;

/** The machine may be busy with something else; what takes too long every time is slow. */
const TRIES = 7;

const KINDS = [server, profile, operation];

function expectBounded(manifest: Manifest): void {
  for (const { field, message } of violationsOf(manifest)) {
    expect(field).toMatch(/^(spec|metadata\.name)/);
    expect(message).toMatch(/^[\x20-\x7e…]+$/);
    expect(message.length).toBeLessThan(MESSAGE_LIMIT);
  }
}

function quickestMs(manifest: Manifest): number {
  const times = Array.from({ length: TRIES }, () => {
    const start = performance.now();
    violationsOf(manifest);
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe("violations()", () => {
  it.each(FIELDS)(
    "answers in bounded, printable messages, whatever is in $name",
    ({ manifests }) => {
      fc.assert(fc.property(manifests, expectBounded));
    },
  );

  it.each(FIELDS)("lets any stored value of $name stay", ({ manifests }) => {
    fc.assert(
      fc.property(manifests, manifest => {
        expect(violationsOf(manifest, manifest)).toEqual([]);
      }),
    );
  });

  it.each(KINDS)("answers, whatever the object is (%#)", build => {
    const { kind, apiVersion } = build({});
    const anything = fc.record(
      {
        metadata: fc.oneof(fc.jsonValue(), fc.record({ name: fc.string() })),
        spec: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, fields => {
        expectBounded({ apiVersion, kind, ...fields } as Manifest);
      }),
    );
  });

  const long = 100_000;
  const texts = [
    ...HOSTILE.map(text => text.repeat(1000)),
    "a".repeat(long),
    `${"a".repeat(long)}!`,
    `${"a-".repeat(long)}!`,
    `${"a.".repeat(long)}!`,
    "-".repeat(long),
    " ".repeat(long),
    "\n".repeat(long),
    "\0".repeat(long),
    "\u202e".repeat(long),
    "1.".repeat(long),
    "ff:".repeat(long),
    `https://${"a-".repeat(long)}`,
    `https://m/${"a/".repeat(long)} `,
    "{minor}".repeat(long),
    `ssh-ed25519 ${"A".repeat(long)}!`,
    `ssh-ed25519 ${"A".repeat(30)} ${" ".repeat(long)}\n`,
    `SHA256:${"A".repeat(long)}`,
    "😀".repeat(long),
  ];

  it.each(texts.map((text, index) => ({ index, text })))(
    "is not slowed down by text $index in any field",
    ({ text }) => {
      const lists = {
        hostKeys: [text],
        ignorePreflightErrors: [text],
        repositories: [{ url: text, key: text, keySecretRef: text, fingerprint: text }],
      };
      const everywhere = Object.fromEntries(
        ["ipv4", "routerIP", "mac", "provider", "provisioningProfile", "kubernetesVersion"]
          .concat(["sshCredentialsSecretRef", "adminUsername", "customBootstrapScript", "cni"])
          .map(name => [name, text]),
      );
      for (const build of KINDS) {
        const manifest = build({ ...everywhere, ...lists, serverRef: { name: text } });
        expect(quickestMs(manifest)).toBeLessThan(ANSWER_LIMIT_MS);
      }
    },
  );

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"])(
    "neither follows nor changes prototypes: %s",
    name => {
      const polluted = JSON.parse(
        `{"${name}": {"ipv4": "x", "polluted": true}, "ipv4": "10.50.1.5"}`,
      ) as Record<string, unknown>;
      const manifest = { ...server({}), spec: polluted };
      expect(violationsOf(manifest)).toEqual([
        { field: "spec", message: expect.stringContaining(`has no field "${name}"`) as string },
      ]);
      expect(quickestMs(manifest)).toBeLessThan(ANSWER_LIMIT_MS);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    },
  );

  it("answers at once to what is large or deep", () => {
    const deep = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`) as unknown;
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 1]));
    const many = Array.from({ length: 100_000 }, () => "x");
    for (const value of [deep, wide, many]) {
      for (const spec of [{ ipv4: value }, { hostKeys: value }, { hostKeys: [value] }]) {
        expect(quickestMs(server(spec))).toBeLessThan(ANSWER_LIMIT_MS);
      }
      expect(violationsOf({ ...server({}), spec: value }).length).toBeLessThan(20);
    }
    expect(quickestMs({ ...server({}), spec: wide })).toBeLessThan(ANSWER_LIMIT_MS);
  });
});
