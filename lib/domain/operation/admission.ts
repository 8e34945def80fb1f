import { OPERATION_SPEC } from "../../api/shapes.generated";
import type { Operation } from "../../api/operation.generated";
import { shapeViolations, type TextRules, unchecked } from "../shape";
import { objectName } from "../text-rules";
import { freshViolations, type Violation, when } from "../violation";

const RULES: TextRules = {
  "spec.serverRef.name": [objectName("Server")],
  "spec.provisioningProfileRef.name": [objectName("ProvisioningProfile")],
};

type Judged = Pick<Operation, "spec">;

/** Every rule that the Operation breaks on its own or, given what it was before, by the update. */
export function operationViolations(operation: Judged, before?: Judged): Violation[] {
  const now = violationsOf(operation);
  if (before === undefined) {
    return now;
  }
  return [
    ...freshViolations(now, violationsOf(before)),
    ...when(wishOf(operation) !== wishOf(before), "spec", () => {
      return "cannot be changed; delete this Operation and create another";
    }),
  ];
}

function violationsOf({ spec }: Judged): Violation[] {
  return shapeViolations(OPERATION_SPEC, spec, RULES);
}

/** Everything that the spec says, in one text. */
function wishOf({ spec }: Judged): string {
  const { operation, serverRef, provisioningProfileRef, renewHostKey } = unchecked(spec);
  return JSON.stringify([operation, serverRef, provisioningProfileRef, renewHostKey]);
}
