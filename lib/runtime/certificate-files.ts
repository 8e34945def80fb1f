import { readFile } from "node:fs/promises";
import { CERTIFICATE_LOOK_MS } from "../defaults";
import { InvalidSpec } from "../domain/errors";
import { Secret } from "../domain/secret";
import { timeFault } from "../domain/webhook-certificate/decide";
import type { KeyPair, Validity } from "../domain/webhook-certificate/facts";
import type { Certificates } from "../ports/certificates";
import type { Clock } from "../ports/clock";
import type { SecretRegister } from "../ports/log";
import type { CertificateSource } from "./certificate-upkeep";

/** Where a certificate and its key are. */
export interface CertificatePaths {
  readonly certificate: string;
  readonly key: string;
}

/** What following files takes. */
export interface FileTools {
  readonly certificates: Pick<Certificates, "inspectLeaf">;
  readonly clock: Pick<Clock, "now">;
  readonly register: SecretRegister;
  show(pair: KeyPair): void;
}

/** A certificate that somebody else renews in its files, as a mounted Secret is: by content, for names are links there. */
export class CertificateFiles implements CertificateSource {
  readonly #paths: CertificatePaths;
  readonly #tools: FileTools;
  #shown: (Validity & { readonly text: string }) | undefined;

  constructor(paths: CertificatePaths, tools: FileTools) {
    this.#paths = paths;
    this.#tools = tools;
  }

  get notAfterMs(): number | undefined {
    return this.#shown?.notAfterMs;
  }

  check(): string | undefined {
    return this.#shown === undefined
      ? "no certificate is shown yet"
      : timeFault("the certificate", this.#shown, this.#tools.clock.now());
  }

  /** Rejects as reading files does, or with `InvalidSpec` where they hold no pair, as in the middle of their change. */
  async look(): Promise<number> {
    const { certificates, register } = this.#tools;
    const [certificate, text] = await Promise.all([
      readFile(this.#paths.certificate, "utf8"),
      readFile(this.#paths.key, "utf8"),
    ]);
    const key = new Secret(text);
    register.add(key);
    if (this.#shown?.text !== certificate) {
      const facts = certificates.inspectLeaf({ certificate, key }, [], []);
      if (facts?.hasKey !== true) {
        const what = `${this.#paths.certificate} is no certificate with the key ${this.#paths.key}`;
        throw new InvalidSpec(what, { reason: "InvalidSpec" });
      }
      this.#tools.show({ certificate, key });
      this.#shown = { ...facts, text: certificate };
    }
    return CERTIFICATE_LOOK_MS;
  }
}
