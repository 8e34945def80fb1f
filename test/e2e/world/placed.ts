import type { Manifest } from "../../catalogue/row";
import type { Manifest as Stored } from "./cluster";

/** The object in that namespace, unless it says another, or has none. */
export function placed(manifest: Manifest, defaultNamespace: string): Stored {
  const { name = "", namespace = defaultNamespace } = manifest.metadata;
  return {
    ...manifest,
    metadata: manifest.kind === "Node" ? { name } : { name, namespace },
  };
}
