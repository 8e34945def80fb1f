import { inspect } from "node:util";
import { Secret } from "../../../lib/domain/secret";

const VALUE = "hunter2-hunter2";

describe("Secret", () => {
  it("gives its value to whoever asks for it", () => {
    expect(new Secret(VALUE).reveal()).toBe(VALUE);
  });

  it.each<[string, (secret: Secret) => string]>([
    ["in a template", secret => `value: ${String(secret)}`],
    ["as JSON", secret => JSON.stringify(secret)],
    ["as JSON inside of something", secret => JSON.stringify({ deep: [{ secret }] })],
    ["in an inspection", secret => inspect(secret)],
    ["in an inspection of hidden fields", secret => inspect({ secret }, { showHidden: true })],
    ["by its keys", secret => Object.entries(secret).join()],
    ["as a copy", secret => JSON.stringify(Object.assign({}, secret))],
    ["in an error's message", secret => new Error(String(secret)).message],
  ])("does not show its value %s", (_, show) => {
    expect(show(new Secret(VALUE))).not.toContain("hunter2");
  });

  it("says that there is something it does not show", () => {
    const secret = new Secret(VALUE);
    expect(String(secret)).toBe("***");
    expect(JSON.stringify({ secret })).toBe('{"secret":"***"}');
    expect(inspect(secret)).toBe("***");
  });
});
