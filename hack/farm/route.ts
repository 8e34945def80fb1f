import { Secret } from "../../lib/domain/secret";
import type { Hop, RemoteHosts, Route } from "../../lib/ports/remote-host";
import type { Farm } from "./farm";
import type { FarmHost } from "./host";

/** The way to a server of the farm, with both keys pinned. */
export function routeTo(farm: Farm, server: FarmHost): readonly [Hop, Hop] {
  const hop = { port: server.port, username: "root", unknownKey: "refuse" } as const;
  return [
    {
      ...hop,
      ...farm.jumpAddress,
      role: "router",
      privateKey: new Secret(farm.keys.router.text),
      pinnedKeys: [farm.jump.hostKey],
      pinSource: "spec",
    },
    {
      ...hop,
      address: server.address,
      role: "server",
      privateKey: new Secret(farm.keys.server.text),
      pinnedKeys: [server.hostKey],
      pinSource: "spec",
    },
  ];
}

/** The hosts, for a process that is not in the farm's namespaces: it meets the jump host on loopback. */
export function throughLoopback(farm: Farm, hosts: RemoteHosts): RemoteHosts {
  const moved = (hop: Hop): Hop =>
    hop.address === farm.jumpAddress.address ? { ...hop, ...farm.localJumpAddress } : hop;
  return {
    connect: ([first, second], signal) => {
      const route: Route = second === undefined ? [moved(first)] : [moved(first), second];
      return hosts.connect(route, signal);
    },
    verifyKey: key => {
      hosts.verifyKey(key);
    },
  };
}
