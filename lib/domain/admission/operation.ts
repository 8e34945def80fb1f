import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { shown, when } from "../violation";
import { isOver } from "../operation/is-over";
import {
  type Judgement,
  type KnownWorld,
  refused,
  together,
  told,
  type Writing,
} from "./known-world";
import { isGoing, isSamePlace, named, placeOf } from "./objects";
import { judgeProfileName } from "./profile-name";

const SERVER_FIELD = "spec.serverRef.name";

/** What is wrong with a new Operation because of what else there is. Its spec never changes. */
export function judgeOperation(
  { object, before }: Writing<Operation>,
  world: KnownWorld,
): Judgement {
  if (before !== undefined) {
    return refused([]);
  }
  const server = named(world.servers, object.spec.serverRef.name, object);
  return together(
    isLastReset(object, server) ? refused([]) : judgeSiblings(object, world),
    judgeServerName(object, server),
    judgeProfileOf(object, server, world),
  );
}

/** A Server that is being deleted waits for its reset, which waits for what is at work there. */
function isLastReset({ spec }: Operation, server: Server | undefined): boolean {
  return spec.operation === "reset" && server !== undefined && isGoing(server);
}

/** One at a time on each server. One that is being deleted is waited for; see `predecessors`. */
function judgeSiblings(object: Operation, { operations }: KnownWorld): Judgement {
  const { name } = object.spec.serverRef;
  const live = operations.find(
    other =>
      !isSamePlace(other, object) &&
      other.metadata?.namespace === object.metadata?.namespace &&
      other.spec.serverRef.name === name &&
      !isOver(other) &&
      !isGoing(other),
  );
  if (live === undefined) {
    return refused([]);
  }
  const { phase = "Pending" } = live.status ?? {};
  const message = `Server ${shown(name)} has Operation ${placeOf(live)}, which has not ended (${phase}); wait for its end, or delete it first`;
  return refused([{ field: SERVER_FIELD, message }]);
}

function judgeServerName(operation: Operation, server: Server | undefined): Judgement {
  const { spec } = operation;
  const name = shown(spec.serverRef.name);
  if (server === undefined) {
    const message = `there is no Server ${name} in this namespace yet; the Operation waits for it`;
    return told([{ field: SERVER_FIELD, message }]);
  }
  return refused(
    when(isGoing(server) && !isLastReset(operation, server), SERVER_FIELD, () => {
      return `Server ${name} is being deleted; order this again when there is a new one`;
    }),
  );
}

function judgeProfileOf(
  object: Operation,
  server: Server | undefined,
  { profiles }: KnownWorld,
): Judgement {
  const own = object.spec.provisioningProfileRef?.name;
  const name = own ?? server?.spec.provisioningProfile;
  if (name !== undefined) {
    const profile = named(profiles, name, object);
    return own === undefined
      ? judgeProfileName(
          SERVER_FIELD,
          profile,
          name,
          `Server ${shown(server?.metadata?.name)} names it: `,
        )
      : judgeProfileName("spec.provisioningProfileRef.name", profile, name);
  }
  return told(
    when(server !== undefined, "spec.provisioningProfileRef", () => {
      return `neither this Operation nor Server ${shown(object.spec.serverRef.name)} names a ProvisioningProfile; the Operation waits until the Server does`;
    }),
  );
}
