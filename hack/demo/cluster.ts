import { readAssets } from "../lab/assets";
import { type Kubectl, kubectlOf } from "../lab/control-plane/kubectl";
import type { Lab } from "../lab/lab";

/** A condition, as far as the demo looks at it. */
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

/** An Operation, as far as the demo looks at it. */
export interface Operation {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly serverRef: { readonly name: string } };
  readonly status?: {
    readonly phase?: string;
    readonly step?: string;
    readonly message?: string;
    readonly logTail?: string;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly steps?: readonly {
      readonly name: string;
      readonly state: string;
      readonly startTime?: string;
      readonly completionTime?: string;
    }[];
  };
}

/** A Node or a Pod, as far as the demo looks at it. */
export interface Observed {
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
  };
}

/** The lab's cluster, through its own kubectl. */
export class Cluster {
  readonly kubectl: Kubectl;

  constructor(lab: Lab) {
    this.kubectl = kubectlOf(lab, readAssets(lab).kubernetes);
  }

  /** Creates or updates the objects. */
  async apply(objects: readonly object[]): Promise<void> {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    const apply = ["apply", "--server-side", "--force-conflicts", "-f", "-"];
    await this.kubectl(apply, JSON.stringify(list));
  }

  /** Creates an object of a generated name; the name. */
  async create(object: object): Promise<string> {
    const said = await this.kubectl(["create", "-f", "-", "-o", "json"], JSON.stringify(object));
    return (JSON.parse(said) as Operation).metadata.name;
  }

  /** One object. */
  async get(kind: string, name: string, namespace = "default"): Promise<unknown> {
    return JSON.parse(await this.kubectl(["get", kind, name, "-n", namespace, "-o", "json"]));
  }
}

/** Whether the condition of that type is True. */
export function isTrue(object: Observed, type: string): boolean {
  return object.status?.conditions?.some(c => c.type === type && c.status === "True") ?? false;
}
