import { createLogUpdate } from "log-update";
import type { Screen } from "./world";

/** Draws each time in the place of the last; the cursor comes back when the process ends. */
export function screenOn(stream: NodeJS.WriteStream): Screen {
  const update = createLogUpdate(stream);
  return {
    draw: lines => {
      update(lines.join("\n"));
    },
  };
}
