import type { Operation } from "../../api/operation.generated";
import { isObjectName } from "../names";
import { shown, type Violation, when } from "../violation";

const NO_NAME =
  "is not the name of an object; use lower-case letters, digits, dots and dashes, and no namespace";

/** Every rule that the Operation breaks on its own. */
export function operationViolations({ spec }: Pick<Operation, "spec">): Violation[] {
  const server = spec.serverRef.name;
  const profile = spec.provisioningProfileRef?.name;
  return [
    ...when(!isObjectName(server), "spec.serverRef.name", () => `${shown(server)} ${NO_NAME}`),
    ...when(
      profile !== undefined && !isObjectName(profile),
      "spec.provisioningProfileRef.name",
      () => {
        return `${shown(profile)} ${NO_NAME}`;
      },
    ),
  ];
}
