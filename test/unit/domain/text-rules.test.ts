import type { TextRule } from "../../../lib/domain/shape";
import {
  HOST_KEY,
  hostAddress,
  LOGIN_NAME,
  objectName,
  secretName,
} from "../../../lib/domain/text-rules";
import { aHostKey } from "../../fakes/samples";

const [IS_ADDRESS, IS_HOST] = hostAddress("this", "its") as [TextRule, TextRule];

describe("rules for texts", () => {
  it.each([
    {
      rule: objectName("Server"),
      good: "w1",
      bad: "a/b",
      says: "is not the name of a Server; use",
    },
    { rule: secretName("it"), good: "ssh", bad: "a/b", says: "is not the name of a Secret; use" },
    { rule: LOGIN_NAME, good: "ubuntu", bad: "-o", says: "is not a login name; use" },
    { rule: HOST_KEY, good: aHostKey().publicKey, bad: "x", says: "is not a host key; paste" },
    { rule: IS_ADDRESS, good: "10.0.0.1", bad: "10.1", says: "is not an IPv4 address; write this" },
    { rule: IS_HOST, good: "10.0.0.1", bad: "127.0.0.1", says: "address; name its own address" },
  ])("hold for $good and not for $bad, and say what to write", ({ rule, good, bad, says }) => {
    expect(rule.holds(good)).toBe(true);
    expect(rule.holds(bad)).toBe(false);
    expect(rule.message(bad)).toContain(`"${bad}" is `);
    expect(rule.message(bad)).toContain(says);
  });
});
