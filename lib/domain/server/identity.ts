import type { Server } from "../../api/server.generated";
import { DEFAULT_PROVIDER } from "../../defaults";
import { unchecked } from "../shape";
import { type Violation, when } from "../violation";

type Identified = Pick<Server, "spec" | "status">;

/**
 * Changes of what tells this server from others, while there is a Node that is known by it.
 *
 * A router may get another Tailscale IP without any server being another one, so routerIP is free.
 */
export function identityViolations(server: Identified, before: Identified): Violation[] {
  const { nodeName, mac: found } = before.status ?? {};
  if (nodeName === undefined) {
    return [];
  }
  const [now, was] = [unchecked(server.spec), unchecked(before.spec)];
  const { provider = DEFAULT_PROVIDER } = now;
  const fixed = `cannot be changed while the server is Node ${nodeName}`;
  return [
    ...when(provider !== (was.provider ?? DEFAULT_PROVIDER), "spec.provider", () => {
      return `${fixed}, whose provider ID follows from it; delete that Node first, then repave`;
    }),
    ...when(now.ipv4 !== was.ipv4, "spec.ipv4", () => {
      return `${fixed}: another address is another server; delete that Node first, or create another Server`;
    }),
    ...when(was.mac !== undefined && now.mac !== was.mac, "spec.mac", () => {
      return `${fixed}: another MAC address is another server; delete that Node first, or create another Server`;
    }),
    ...when(was.mac === undefined && !mayBeAdded(now.mac, found), "spec.mac", () => {
      return `is not the MAC address that was found on the server of Node ${nodeName}, ${String(found)}; set that one, or leave mac out`;
    }),
  ];
}

/** A MAC may be named later, when it is the one that was found. */
function mayBeAdded(mac: unknown, found: string | undefined): boolean {
  return mac === undefined || found === undefined || mac === found;
}
