import type { Kubectl } from "../control-plane/kubectl";
import { CONTROL_PLANE_ADDRESS } from "../topology";
import { type KubernetesObject, readOtherManifests } from "./manifest";
import { generatedName, listenPort, MODULE_NAME, MODULE_PARTS } from "./parts";

interface Service extends KubernetesObject {
  readonly spec: { readonly selector?: object; readonly ports: readonly { name?: string }[] };
}

const ESTABLISHED_TIMEOUT_SECONDS = 120;

/** Applies the generated manifest and the product's own, except for what would run the module in pods. */
export async function installManifests(
  kubectl: Kubectl,
  generated: readonly KubernetesObject[],
): Promise<void> {
  const objects = [...generated.filter(belongsHere), ...(await readOtherManifests())];
  const [first, second] = split(objects);
  await apply(kubectl, first);
  await kubectl([
    ...["wait", "--for=condition=Established", "customresourcedefinitions", "--all"],
    `--timeout=${ESTABLISHED_TIMEOUT_SECONDS}s`,
  ]);
  await apply(kubectl, second.flatMap(pointToProcess));
}

async function apply(kubectl: Kubectl, objects: readonly KubernetesObject[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  await kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], list);
}

/** Deployments and the Secret with the packed module have their counterpart in the lab's processes. */
function belongsHere(object: KubernetesObject): boolean {
  const packedModule = object.kind === "Secret" && object.metadata.name.endsWith("-module");
  return object.kind !== "Deployment" && !packedModule;
}

/** Namespaces and CRDs have to be there before what lives in them. */
function split(
  objects: readonly KubernetesObject[],
): readonly [readonly KubernetesObject[], readonly KubernetesObject[]] {
  const early = (object: KubernetesObject) =>
    object.kind === "Namespace" || object.kind === "CustomResourceDefinition";
  return [objects.filter(early), objects.filter(object => !early(object))];
}

/**
 * The Services of the module lose their selector and get the processes as endpoints: the webhook configurations stay
 * exactly as generated, and the certificate's name is the one that the API server asks for.
 */
function pointToProcess(object: KubernetesObject): readonly KubernetesObject[] {
  const part = MODULE_PARTS.find(candidate => generatedName(candidate) === object.metadata.name);
  if (object.kind !== "Service" || part === undefined) {
    return [object];
  }
  const service = object as Service;
  const { selector: _selector, ...spec } = service.spec;
  const slice = {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      ...object.metadata,
      labels: {
        "kubernetes.io/service-name": object.metadata.name,
        "endpointslice.kubernetes.io/managed-by": `${MODULE_NAME}-lab`,
      },
    },
    addressType: "IPv4",
    endpoints: [{ addresses: [CONTROL_PLANE_ADDRESS], conditions: { ready: true } }],
    ports: [{ name: spec.ports[0]?.name ?? "", port: listenPort(part), protocol: "TCP" }],
  };
  return [{ ...service, spec } as Service, slice];
}
