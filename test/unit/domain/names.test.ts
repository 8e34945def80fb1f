import fc from "fast-check";
import { isLoginName, isNamespaceName, isObjectName } from "../../../lib/domain/names";
import { textOf } from "../../fakes/arbitraries";

describe("isObjectName", () => {
  it.each(["a", "0", "w1", "k8s-1-34", "w.1", "a.b.c", "a--b", "1.34", "a".repeat(253)])(
    "accepts %j",
    text => {
      expect(isObjectName(text)).toBe(true);
    },
  );

  it.each([
    "",
    "-a",
    "a-",
    ".a",
    "a.",
    "A",
    "ä",
    "a_b",
    "a b",
    "a/b",
    "other/x",
    "a\n",
    "\na",
    "a\u0000",
    "a".repeat(254),
    "$(id)",
    "..",
    "../a",
    "１",
  ])("refuses %j", text => {
    expect(isObjectName(text)).toBe(false);
  });

  it("accepts every DNS-1123 subdomain", () => {
    const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
    const subdomain = fc.array(label, { minLength: 1, maxLength: 8 }).map(all => all.join("."));
    fc.assert(fc.property(subdomain, text => isObjectName(text)));
  });

  it("accepts nothing but its letters", () => {
    fc.assert(
      fc.property(textOf("az09-.A_/ \n$ä"), text => {
        expect(!isObjectName(text) || /^[-.a-z0-9]+$/.test(text)).toBe(true);
      }),
    );
  });
});

const BAD_LOGINS = [
  "",
  "-oProxyCommand=touch /tmp/x #",
  "-root",
  "1user",
  "Root",
  "a b",
  "$USER",
  "Ünicode",
  "a.b",
  "a@b",
  "a:b",
  "a/b",
  "root\n",
  "root;id",
  "a".repeat(33),
];

describe("isNamespaceName", () => {
  it("accepts labels, and nothing that is no name of an object or has dots or too many characters", () => {
    expect(["a", "dc-1", "a".repeat(63)].filter(isNamespaceName)).toHaveLength(3);
    const others = ["", "-a", "A", "a.b", "a/b", "a\n", "..", "a".repeat(64)];
    expect(others.filter(isNamespaceName)).toEqual([]);
  });
});

describe("isLoginName", () => {
  it.each(["ubuntu", "root", "_apt", "a", "azure-user", "user_1", "a".repeat(32)])(
    "accepts %j",
    text => {
      expect(isLoginName(text)).toBe(true);
    },
  );

  it.each(BAD_LOGINS)("refuses %j", text => {
    expect(isLoginName(text)).toBe(false);
  });

  it("accepts nothing that a tool could take for an option, a path or a second word", () => {
    fc.assert(
      fc.property(textOf("ab-_1/. $;\n@:"), text => {
        expect(!isLoginName(text) || /^[ab_][-_ab1]*$/.test(text)).toBe(true);
      }),
    );
  });
});
