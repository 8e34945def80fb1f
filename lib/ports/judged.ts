import type { StargateObject } from "./objects";

/** Versions of objects that a pass has judged and left as they are: a watch that shows one of them tells nothing new. */
export interface Judged {
  note(object: StargateObject): void;
}
