const PUBLIC_KEY =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]{20,}={0,3})( [^\p{Cc}]*)?$/u;
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}=?$/;

/** A host key as a host showed it. */
export interface ObservedHostKey {
  /** Type and base64 blob, as in `ssh_host_*_key.pub`. */
  readonly publicKey: string;
  /** `SHA256:` and unpadded base64 (RFC 4648), as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
}

/** Whether the text can pin a host key: an OpenSSH public key, or a SHA256 fingerprint. */
export function isHostKeyPin(text: string): boolean {
  return PUBLIC_KEY.test(text) || FINGERPRINT.test(text);
}

/** Whether one of the pins names the key. Comments and base64 padding do not count. */
export function isPinned(key: ObservedHostKey, pins: readonly string[]): boolean {
  const shown = bare(key.publicKey);
  return pins.some(pin => bare(pin) === shown || bare(pin) === key.fingerprint);
}

/** Key types that the pins allow; empty when only fingerprints are pinned, which do not tell. */
export function pinnedTypes(pins: readonly string[]): readonly string[] {
  const types = pins.map(pin => PUBLIC_KEY.exec(pin)?.[1]);
  return types.includes(undefined) ? [] : types.filter(type => type !== undefined);
}

/** A pin without its comment and padding. */
function bare(pin: string): string {
  return pin.split(" ").slice(0, 2).join(" ").replace(/=+$/, "");
}
