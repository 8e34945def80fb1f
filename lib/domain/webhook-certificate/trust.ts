import { certificatesOf } from "./pem";

/** How API servers reach a webhook. */
export interface WebhookClient {
  /** Authorities that are trusted, in PEM. */
  readonly bundle: string;
  /** Last part of its URL. */
  readonly path: string;
}

/** What a webhook's path has to look like, so that nobody guesses it: what Pepr and we make has 64 digits. */
const PATH = /^[\w-]{32,}$/;

/** Whether nobody can guess it. */
export function isPath(text: string): boolean {
  return PATH.test(text);
}

/** Whether the webhook is as wanted, however its certificates are spelt. */
export function isAsWanted(client: WebhookClient, wanted: WebhookClient): boolean {
  return (
    client.path === wanted.path &&
    certificatesOf(client.bundle).join("") === certificatesOf(wanted.bundle).join("")
  );
}

/** Whether every webhook trusts the authority. */
export function trust(clients: readonly WebhookClient[], authority: string): boolean {
  return clients.every(({ bundle }) => certificatesOf(bundle).includes(authority));
}
