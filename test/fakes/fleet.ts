import type { Operation } from "../../lib/api/operation.generated";
import type { Router } from "../../lib/api/router.generated";
import type { Server } from "../../lib/api/server.generated";
import { changed, type Fleet } from "../../lib/cli/status/fleet";
import { reportOn, type StatusReport } from "../../lib/cli/status/report";
import type { StargateObject } from "../../lib/ports/objects";
import { NOW_MS } from "./samples";

/** Objects of which a report is made. */
export interface FleetObjects {
  readonly servers?: readonly Server[];
  readonly operations?: readonly Operation[];
  readonly routers?: readonly Router[];
}

/** The report on these objects, that many seconds after `NOW`. */
export function reportAfter(seconds: number, objects: FleetObjects): StatusReport {
  const all = <T extends StargateObject>(list: readonly T[] = []) =>
    changed<T>(new Map(), { kind: "All", objects: list });
  const fleet: Fleet = {
    servers: all(objects.servers),
    operations: all(objects.operations),
    routers: all(objects.routers),
  };
  return reportOn(fleet, NOW_MS + seconds * 1000);
}
