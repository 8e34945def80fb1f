import type { Secret } from "../domain/secret";
import type { AuthorityFacts, KeyPair, LeafFacts } from "../domain/webhook-certificate/facts";

/** X.509 certificates: made and read. Nothing of it fails: what cannot be read is undefined, or left out. */
export interface Certificates {
  /** A new authority, valid from a little before `nowMs`. */
  issueAuthority(nowMs: number): KeyPair;
  /** A new serving certificate of the authority for the names; it does not outlive the authority. */
  issueLeaf(authority: KeyPair, names: readonly string[], nowMs: number): KeyPair;
  /** What a serving certificate is, beside the authorities that are trusted. */
  inspectLeaf(
    leaf: KeyPair,
    names: readonly string[],
    authorities: readonly string[],
  ): LeafFacts | undefined;
  /** The authorities of a bundle in PEM. */
  inspectAuthorities(bundle: string): readonly AuthorityFacts[];
  /** Whether the key is that of the certificate. */
  hasKey(pair: KeyPair): boolean;
  /** A word that nobody can guess, of 64 digits. */
  word(): Secret;
}
