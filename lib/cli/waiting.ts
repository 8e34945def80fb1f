import { formatObject } from "../domain/waiting";
import { formatDuration } from "./duration";

/** A wait, as far as words are made of it. */
export interface ShownWait {
  readonly reason: string;
  readonly object?: Parameters<typeof formatObject>[0] | undefined;
  readonly clearsWhen: string;
}

/** "Secret dc-1/ssh (SecretNotFound, for 5m10s)": what is waited for, and for how long where that is to be said. */
export function waitTitle({ reason, object }: ShownWait, tookMs?: number): string {
  const words = [
    ...(object === undefined ? [] : [reason]),
    ...(tookMs === undefined ? [] : [`for ${formatDuration(tookMs)}`]),
  ].join(", ");
  const what = object === undefined ? reason : formatObject(object);
  return words === "" ? what : `${what} (${words})`;
}

/** "goes on when the Secret is created". */
export function goesOnWhen({ clearsWhen }: ShownWait): string {
  return `goes on when ${clearsWhen.charAt(0).toLowerCase()}${clearsWhen.slice(1).replace(/\.$/, "")}`;
}
