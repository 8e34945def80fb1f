import { Capability } from "pepr";
import { Server } from "../lib/api/server.generated";
import { judgeServerDeletion } from "../lib/domain/admission/deletion";
import { judgeServer } from "../lib/domain/admission/server";
import { serverViolations } from "../lib/domain/server/admission";
import { normaliseServer } from "../lib/domain/server/normalise";
import { judge, judgeDeletion } from "../lib/runtime/admission";
import { admission } from "../lib/runtime/admission-process";
import { keepLittle } from "../lib/runtime/lean-watches";
import { runtime } from "../lib/runtime/runtime";
import { watchDeletions } from "../lib/runtime/watch-deletions";

/** Servers: MAC addresses get one spelling, what cannot work is refused, status follows. */
export const servers = new Capability({
  name: "servers",
  description: "Normalises and validates Servers, and keeps their status.",
});

servers
  .When(Server)
  .IsCreatedOrUpdated()
  .Mutate(request => {
    normaliseServer(request.Raw);
  })
  .Validate(request =>
    judge(request, { violations: serverViolations, relations: judgeServer }, admission()),
  )
  .Watch((server, phase) => {
    if ((phase as string) === "DELETED") {
      runtime().changes.serverGone(server);
      return;
    }
    runtime().changes.server(server);
  });

servers
  .When(Server)
  .IsDeleted()
  .Validate(request => judgeDeletion(request, judgeServerDeletion, admission()));

watchDeletions(servers);
keepLittle(servers);
