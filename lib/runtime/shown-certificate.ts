import type { Server } from "node:https";
import type { SecureContextOptions } from "node:tls";
import type { KeyPair } from "../domain/webhook-certificate/facts";

/** The certificate that the HTTPS servers of this process show, which may change while they run. */
export class ShownCertificate {
  readonly #servers: Pick<Server, "setSecureContext">[] = [];
  #options: SecureContextOptions = {};

  /** What a server is made with; nothing as long as nothing is shown. */
  get options(): SecureContextOptions {
    return this.#options;
  }

  /** Has the server show what is shown from now on. */
  follow(server: Pick<Server, "setSecureContext">): void {
    this.#servers.push(server);
  }

  /**
   * Shows the certificate to whoever connects from now on; connections that are there stay. Throws where the key is another
   * one's, and nothing changes then.
   */
  show({ certificate, key }: KeyPair): void {
    const options = { cert: certificate, key: key.reveal() };
    for (const server of this.#servers) {
      server.setSecureContext(options);
    }
    this.#options = options;
  }
}
