import { Capability } from "pepr";
import { Router } from "../lib/api/router.generated";
import { judgeRouterDeletion } from "../lib/domain/admission/deletion";
import { judgeRouter } from "../lib/domain/admission/router";
import { routerViolations } from "../lib/domain/router/admission";
import { judge, judgeDeletion } from "../lib/runtime/admission";
import { admission } from "../lib/runtime/admission-process";
import { keepLittle } from "../lib/runtime/lean-watches";
import { runtime } from "../lib/runtime/runtime";

/** Routers: what cannot work is refused, status follows. */
export const routers = new Capability({
  name: "routers",
  description: "Validates Routers, makes the first contact and records their host keys.",
});

routers
  .When(Router)
  .IsCreatedOrUpdated()
  .Validate(request =>
    judge(request, { violations: routerViolations, relations: judgeRouter }, admission()),
  )
  .Watch(router => {
    runtime().changes.router(router);
  });

routers
  .When(Router)
  .IsDeleted()
  .Validate(request => judgeDeletion(request, judgeRouterDeletion, admission()));

keepLittle(routers);
