import { Capability } from "pepr";
import { Router } from "../lib/api/router.generated";
import { routerViolations } from "../lib/domain/router/admission";
import { judge } from "../lib/runtime/admission";
import { runtime } from "../lib/runtime/runtime";

/** Routers: what cannot work is refused, status follows. */
export const routers = new Capability({
  name: "routers",
  description: "Validates Routers, makes the first contact and records their host keys.",
});

routers
  .When(Router)
  .IsCreatedOrUpdated()
  .Validate(request => judge(request, routerViolations))
  .Watch(router => {
    runtime().changes.router(router);
  });
