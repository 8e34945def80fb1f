import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Kubectl } from "../control-plane/kubectl";
import { factsOf } from "../scenario";
import { hostnameOf, type Machine } from "../topology";
import { blockOf } from "./azure";

const ESTABLISHED_TIMEOUT_SECONDS = 120;

/** Installs the definitions of what the provider's and Cilium's agents keep in a managed cluster. */
export async function installManagedCrds(kubectl: Kubectl, directory: string): Promise<void> {
  const files = (await readdir(directory)).map(name => path.join(directory, name));
  const texts = await Promise.all(files.map(file => readFile(file, "utf8")));
  await kubectl(["apply", "--server-side", "-f", "-"], texts.join("\n---\n"));
  await kubectl([
    ...["wait", "--for=condition=Established", "customresourcedefinitions"],
    ...["ciliumnodes.cilium.io", "nodenetworkconfigs.acn.azure.com"],
    `--timeout=${ESTABLISHED_TIMEOUT_SECONDS}s`,
  ]);
}

/**
 * Writes what a node's agents would: its CiliumNode, which names no block in this mode, and the NodeNetworkConfig with its
 * block. What is there stays as others left it, but for the block.
 */
export async function writeNodeObjects(kubectl: Kubectl, machine: Machine): Promise<void> {
  const name = hostnameOf(machine);
  const [network, config] = [ciliumNode(machine, name), nodeNetworkConfig(name)];
  for (const object of [network, config]) {
    const apply = ["apply", "--server-side", "--field-manager=lab", "-f", "-"];
    await kubectl(apply, JSON.stringify(object));
  }
  const status = { ...config, status: networkStatus(machine) };
  const apply = ["apply", "--server-side", "--field-manager=azure-dnc", "--subresource=status"];
  await kubectl([...apply, "-f", "-"], JSON.stringify(status));
}

function ciliumNode({ address }: Machine, name: string): object {
  return {
    apiVersion: "cilium.io/v2",
    kind: "CiliumNode",
    metadata: { name },
    spec: { addresses: [{ ip: address, type: "InternalIP" }], ipam: {} },
  };
}

function nodeNetworkConfig(name: string): object {
  return {
    apiVersion: "acn.azure.com/v1alpha",
    kind: "NodeNetworkConfig",
    metadata: { name, namespace: "kube-system" },
    spec: { requestedIPCount: 0 },
  };
}

/** One container of addresses, as overlay mode has it: its primary address is a prefix, and there is no list of single ones. */
function networkStatus(machine: Machine): object {
  const block = blockOf(machine);
  return {
    assignedIPCount: 256,
    networkContainers: [
      {
        id: `00000000-0000-4000-8000-${machine.mac.replaceAll(":", "")}`,
        assignmentMode: "static",
        type: "overlay",
        nodeIP: machine.address,
        primaryIP: block,
        subnetAddressSpace: factsOf("aks").podCidr,
        subnetName: "routingdomain_stargate-lab_overlaysubnet",
        version: 0,
      },
    ],
  };
}
