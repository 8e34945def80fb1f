import { Secret } from "../../../lib/domain/secret";
import { RecentSecrets } from "../../../lib/runtime/secret-register";

const CAPACITY = 4096;

/** A secret that needs no other spelling in JSON. */
function secret(number: number): string {
  return `secret-${String(number).padStart(6, "0")}`;
}

/** A register of so many secrets, the first one oldest. */
function registerOf(count: number): RecentSecrets {
  const register = new RecentSecrets();
  for (let number = 0; number < count; number++) {
    register.add(new Secret(secret(number)));
  }
  return register;
}

describe("RecentSecrets", () => {
  it("masks what it was given, from then on", () => {
    const register = new RecentSecrets();
    expect(register.redact("with hunter2x")).toBe("with hunter2x");
    register.add(new Secret("hunter2x"));
    expect(register.redact("with hunter2x")).toBe("with [redacted]");
  });

  it("masks what nobody gave it, too, when it has the shape of a secret", () => {
    expect(new RecentSecrets().redact("abc123.0123456789abcdef")).toBe("[redacted]");
  });

  it("masks a secret as JSON spells it", () => {
    const register = new RecentSecrets();
    const value = 'pass"word\\with\nall\u0001';
    register.add(new Secret(value));
    const line = register.redact(JSON.stringify({ value, deep: { text: `a ${value} b` } }));
    expect(line).toBe('{"value":"[redacted]","deep":{"text":"a [redacted] b"}}');
  });

  it("masks a secret as a Secret's data shows it", () => {
    const register = new RecentSecrets();
    register.add(new Secret("hunter2x"));
    expect(register.redact("key: aHVudGVyMng=")).toBe("key: [redacted]");
  });

  it("remembers as many secrets as it can hold", () => {
    const register = registerOf(CAPACITY);
    expect(register.redact(secret(0))).toBe("[redacted]");
    expect(register.redact(secret(CAPACITY - 1))).toBe("[redacted]");
  });

  it("forgets the oldest first, and nothing more than it must", () => {
    const register = registerOf(CAPACITY + 2);
    expect(register.redact(secret(0))).toBe(secret(0));
    expect(register.redact(secret(1))).toBe(secret(1));
    expect(register.redact(secret(2))).toBe("[redacted]");
    expect(register.redact(secret(CAPACITY + 1))).toBe("[redacted]");
  });

  it("keeps a secret that is used again", () => {
    const register = registerOf(CAPACITY);
    register.add(new Secret(secret(0)));
    register.add(new Secret("another-secret"));
    expect(register.redact(secret(0))).toBe("[redacted]");
    expect(register.redact(secret(1))).toBe(secret(1));
  });
});

describe("a secret with quotes", () => {
  it("is found in JSON that stands in JSON", () => {
    const register = new RecentSecrets();
    register.add(new Secret('pa"ss"word'));
    const line = JSON.stringify({ message: JSON.stringify({ pw: 'pa"ss"word' }) });
    expect(register.redact(line)).not.toContain("word");
  });
});
