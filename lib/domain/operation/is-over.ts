import type { Operation } from "../../api/operation.generated";
import { isTrue } from "../conditions";

/** Whether the operation has ended, one way or the other: it will never again do anything but be deleted. */
export function isOver({ status }: Operation): boolean {
  return (
    isTrue<"Operation">(status?.conditions, "Complete") ||
    isTrue<"Operation">(status?.conditions, "Failed")
  );
}
