import type { Manifest } from "./cluster";

/** The image that the lab's registry has for tests. */
export const BUSYBOX = "stargate.lab/busybox:1";

/** Somebody's pod on a node: an applet of busybox and its arguments, and what its spec has besides. */
export function busyboxOn(
  nodeName: string,
  metadata: { readonly name: string; readonly namespace: string },
  applet: readonly string[],
  spec: Readonly<Record<string, unknown>> = {},
): Manifest {
  const container = { name: "busybox", image: BUSYBOX, command: ["/bin/busybox", ...applet] };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata,
    spec: { nodeName, containers: [container], ...spec },
  };
}
