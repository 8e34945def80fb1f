import { Capability } from "pepr";
import { Operation } from "../lib/api/operation.generated";
import { judgeOperation } from "../lib/domain/admission/operation";
import { operationViolations } from "../lib/domain/operation/admission";
import { judge } from "../lib/runtime/admission";
import { admission } from "../lib/runtime/admission-process";
import { keepLittle } from "../lib/runtime/lean-watches";
import { runtime } from "../lib/runtime/runtime";
import { watchDeletions } from "../lib/runtime/watch-deletions";

/** Operations: what cannot work is refused, the rest is carried out. */
export const operations = new Capability({
  name: "operations",
  description: "Validates Operations and carries them out.",
});

operations
  .When(Operation)
  .IsCreatedOrUpdated()
  .Validate(request =>
    judge(request, { violations: operationViolations, relations: judgeOperation }, admission()),
  )
  .Watch((operation, phase) => {
    if ((phase as string) === "DELETED") {
      runtime().changes.operationGone(operation);
      return;
    }
    const { deletionTimestamp, uid = "" } = operation.metadata ?? {};
    if (deletionTimestamp !== undefined) {
      runtime().cancelled(uid);
    }
    runtime().changes.operation(operation);
  });

watchDeletions(operations);
keepLittle(operations);
