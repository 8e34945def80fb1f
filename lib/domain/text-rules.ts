import { isLoginName, isObjectName } from "./names";
import { isIpv4, isUsableIpv4 } from "./net/ipv4";
import { isHostKeyPin } from "./net/host-key";
import { textRule, type TextRule } from "./shape";

/** The text names an object of that kind. */
export function objectName(kind: string): TextRule {
  return textRule(
    isObjectName,
    `is not the name of a ${kind}; use lower-case letters, digits, dots and dashes, and no namespace`,
  );
}

/** The text names a Secret, which is read from the namespace of who names it, such as "the profile". */
export function secretName(whose: string): TextRule {
  return textRule(
    isObjectName,
    `is not the name of a Secret; use lower-case letters, digits, dots and dashes, and no namespace: it is read from ${whose}'s own`,
  );
}

/** The text is a login name, which no tool takes for an option. */
export const LOGIN_NAME = textRule(
  isLoginName,
  "is not a login name; use at most 32 lower-case letters, digits, dashes and underscores, and begin with a letter",
);

/** The text pins an SSH host key. */
export const HOST_KEY = textRule(
  isHostKeyPin,
  "is not a host key; paste a line of /etc/ssh/ssh_host_ed25519_key.pub, or its SHA256:… fingerprint (ssh-keygen -lf)",
);

/** The text is an IPv4 address, and one that a host can have. */
export function hostAddress(how: string, whose: string): readonly TextRule[] {
  return [
    textRule(isIpv4, `is not an IPv4 address; write ${how}`),
    textRule(
      isUsableIpv4,
      `is a loopback, link-local, multicast, reserved or cloud-platform address; name ${whose} own address`,
    ),
  ];
}
