const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Base64 in the armour that PEM puts around it (RFC 7468). */
export function armour(label: string, base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Certificates of a text, each once, in order, and spelt in one way so that they can be compared. */
export function certificatesOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(CERTIFICATE)].map(([block]) =>
    armour("CERTIFICATE", block.replaceAll(/-----[A-Z ]+-----|\s/g, "")),
  );
  return [...new Set(blocks)];
}
