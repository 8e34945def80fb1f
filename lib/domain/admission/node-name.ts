import { PROVIDER_ID_SCHEME } from "../../api/names";
import type { Server } from "../../api/server.generated";
import { shown } from "../violation";
import {
  type Judgement,
  type KnownNode,
  type KnownWorld,
  refused,
  told,
  type Writing,
} from "./known-world";
import { placeOf } from "./objects";

const SCHEME = `${PROVIDER_ID_SCHEME}://`;

/** A new Server whose Node would have the name of one that is somebody else's: a repave would take its place. */
export function judgeNodeName(
  { object, before }: Writing<Server>,
  { servers, nodes }: KnownWorld,
): Judgement {
  const name = object.metadata?.name ?? "";
  const node = nodes.find(each => each.name === name);
  if (before !== undefined || node === undefined) {
    return refused([]);
  }
  const field = "metadata.name";
  const owner = ownerOf(node, object);
  if (owner === undefined) {
    const message = `${shown(name)} is the name of a Node that Stargate did not make, and this Server would take its place; give the Server another name, or remove the Node if its machine is gone`;
    return refused([{ field, message }]);
  }
  // Of an owner that is there, the rule about Servers of one name tells.
  if (owner === placeOf(object) || servers.some(server => placeOf(server) === owner)) {
    return refused([]);
  }
  const message = `Node ${name} was made for Server ${owner}, which is gone; unless this is the same machine, remove the Node before an operation`;
  return told([{ field, message }]);
}

/** The Server that Stargate made the Node for: its provider ID says it, or where that is a cloud's, its label. */
function ownerOf(
  { name, providerID = "", serverLabel }: KnownNode,
  server: Server,
): string | undefined {
  if (providerID.startsWith(SCHEME)) {
    return providerID.slice(SCHEME.length);
  }
  return serverLabel === name ? placeOf(server) : undefined;
}
