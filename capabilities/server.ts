import { Capability } from "pepr";
import { Server } from "../lib/api/server.generated";
import { serverViolations } from "../lib/domain/server/admission";
import { normalisedMac } from "../lib/domain/server/normalise";
import { judge } from "../lib/runtime/admission";
import { runtime } from "../lib/runtime/runtime";

/** Servers: MAC addresses get one spelling, what cannot work is refused, status follows. */
export const servers = new Capability({
  name: "servers",
  description: "Normalises and validates Servers, and keeps their status.",
});

servers
  .When(Server)
  .IsCreatedOrUpdated()
  .Mutate(request => {
    const spec = request.Raw.spec as Partial<Server["spec"]> | undefined;
    const mac = normalisedMac(spec?.mac);
    if (mac !== undefined) {
      request.Raw.spec.mac = mac;
    }
  })
  .Validate(request => judge(request, serverViolations))
  .Watch(server => {
    runtime().changes.server(server);
  });
