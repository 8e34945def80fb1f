import { OPERATION_SPEC } from "../../api/shapes.generated";
import type { Operation } from "../../api/operation.generated";
import { shapeViolations, textRule, type TextRules, unchecked } from "../shape";
import { objectName } from "../text-rules";
import { freshViolations, type Violation, when } from "../violation";

const RULES: TextRules = {
  "spec.serverRef.name": [objectName("Server")],
  "spec.provisioningProfileRef.name": [objectName("ProvisioningProfile")],
  "spec.planHash": [
    textRule(
      text => /^sha256:[0-9a-f]{64}$/.test(text),
      "is no hash of a plan; copy status.planHash of a dry run",
    ),
  ],
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
  const { planHash, dryRun, renewHostKey } = unchecked(spec);
  return [
    ...shapeViolations(OPERATION_SPEC, spec, RULES),
    ...when(typeof planHash === "string" && dryRun === true, "spec.planHash", () => {
      return "cannot be required of a dry run, which is what makes a plan";
    }),
    ...when(renewHostKey === true && dryRun === true, "spec.renewHostKey", () => {
      return "cannot be asked of a dry run, which changes nothing; renew the key by the operation itself";
    }),
  ];
}

/** Everything that the spec says, in one text. */
function wishOf({ spec }: Judged): string {
  const { operation, serverRef, provisioningProfileRef, renewHostKey, ...rest } = unchecked(spec);
  const { dryRun, planHash } = rest;
  const target = [operation, serverRef, provisioningProfileRef];
  return JSON.stringify([...target, renewHostKey, dryRun, planHash]);
}
