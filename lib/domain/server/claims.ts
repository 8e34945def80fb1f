import type { Reason } from "../../api/conditions";
import type { ObjectReference } from "../../api/waiting";
import type { Server } from "../../api/server.generated";
import { formatKey, keyOf } from "../key";
import { shown } from "../violation";
import { referenceTo, type Wait } from "../waiting";

/** What only one Server of the cluster can have, as reasons say it when two have it. */
export type Claimed = Extract<Reason, "DuplicateName" | "DuplicateMac" | "DuplicateAddress">;

/** Where the MAC address is from that nobody wrote. */
const FOUND_MAC = "status.mac";

/** One thing that a Server claims for itself. */
export interface Claim {
  readonly kind: Claimed;
  /** The same in two Servers exactly when they cannot both have it. */
  readonly key: string;
  /** Field that claims it. */
  readonly field: string;
  readonly value: string;
}

/** A Server that claims the same thing. */
export interface Rival {
  readonly claim: Claim;
  readonly server: Server;
}

/** Everything that the Server claims: its Node's name, its NIC, and its address behind its router. */
export function claimsOf(server: Server): readonly Claim[] {
  const name = server.metadata?.name ?? "";
  const mac = macOf(server);
  const { ipv4, routerIP = "" } = server.spec;
  const macField = server.spec.mac === undefined ? FOUND_MAC : "spec.mac";
  return [
    { kind: "DuplicateName", key: `name ${name}`, field: "metadata.name", value: name },
    ...(mac === undefined
      ? []
      : [{ kind: "DuplicateMac", key: `mac ${mac}`, field: macField, value: mac } as const]),
    {
      kind: "DuplicateAddress",
      key: `address ${ipv4} ${routerIP}`,
      field: "spec.ipv4",
      value: ipv4,
    },
  ];
}

/** The others that claim the same, in the order of the claims, the oldest first. */
export function rivalsOf(server: Server, others: readonly Server[]): readonly Rival[] {
  const claims = claimsOf(server);
  const own = formatKey(keyOf(server));
  return others
    .filter(other => isRival(server, other) && formatKey(keyOf(other)) !== own)
    .flatMap(other => {
      const theirs = new Set(claimsOf(other).map(({ key }) => key));
      return claims.filter(({ key }) => theirs.has(key)).map(claim => ({ claim, server: other }));
    })
    .toSorted((a, b) => (rankOf(claims, a) < rankOf(claims, b) ? -1 : 1));
}

/** Whether the claims of the two have anything in common: the same question, asked of a whole fleet for each request. */
function isRival(server: Server, other: Server): boolean {
  const mac = macOf(server);
  return (
    server.metadata?.name === other.metadata?.name ||
    (mac !== undefined && mac === macOf(other)) ||
    (server.spec.ipv4 === other.spec.ipv4 && server.spec.routerIP === other.spec.routerIP)
  );
}

function macOf({ spec, status }: Server): string | undefined {
  return spec.mac ?? status?.mac;
}

/** The first of the rivals that comes before the Server: created earlier; the UID breaks ties within a second. */
export function precedingRival(server: Server, others: readonly Server[]): Rival | undefined {
  return rivalsOf(server, others).find(rival => ageOf(rival.server) < ageOf(server));
}

/** That both claim the same, as a message goes on after the field. */
export function clash({ claim, server }: Rival): string {
  const other = `Server ${formatKey(keyOf(server))}`;
  const value = shown(claim.value);
  switch (claim.kind) {
    case "DuplicateName":
      return `${value} is also the name of ${other}, and both would be Node ${claim.value}; give one of them another name`;
    case "DuplicateMac":
      return `${value} is also the MAC address of ${other}, and a NIC is in one server; ${
        claim.field === FOUND_MAC
          ? `it was found on the host: write the server's own to spec.mac, or correct that of ${other}`
          : "correct the wrong one"
      }`;
    case "DuplicateAddress":
      return `${value} is also the address of ${other}, ${wayOf(server)}; correct the wrong one, or delete ${other} first`;
  }
}

/** What one says that waits for its rival to go. */
export function yielding(rival: Rival): Wait & { readonly object: ObjectReference } {
  return {
    reason: rival.claim.kind,
    message: `${rival.claim.field}: ${clash(rival)}`,
    object: referenceTo("Server", keyOf(rival.server)),
  };
}

function wayOf({ spec }: Server): string {
  return spec.routerIP === undefined
    ? "which has no router either"
    : `which is behind the same router ${spec.routerIP}`;
}

function rankOf(claims: readonly Claim[], { claim, server }: Rival): string {
  return `${claims.indexOf(claim)} ${ageOf(server)}`;
}

function ageOf({ metadata }: Server): string {
  const created = metadata?.creationTimestamp as string | undefined;
  return `${created ?? ""} ${metadata?.uid ?? ""}`;
}
