import type { HostFacts } from "../../bootstrap/facts";
import { type FirstWords, meetHost } from "../../bootstrap/job";
import { Conflict, InvalidSpec } from "../../domain/errors";
import { isLeftAlone } from "../../domain/operation/decide-removal";
import { expectedNode } from "../../domain/operation/expected-node";
import { mismatch } from "../../domain/operation/judge-node";
import type { RunInput } from "../../domain/operation/snapshot";
import type { RemoteHost } from "../../ports/remote-host";
import type { Assignment } from "./assignment";
import { announceReturn } from "./on-the-way";
import type { OperationPorts } from "./ports";
import { recordContact, recordRenewal } from "./record";

/**
 * Connects to the operation's server, makes sure that it is the one that is meant, and works with it.
 *
 * Rejects as the work does, as `RemoteHosts.connect` and `meetHost` do, and with `InvalidSpec` when the server, or the
 * Node of its name, is another one.
 */
export async function withServer<T>(
  ports: OperationPorts,
  { input, route, uncontested }: Assignment,
  signal: AbortSignal,
  work: (host: RemoteHost, words: FirstWords) => Promise<T>,
): Promise<T> {
  const host = await ports.remoteHosts.connect(route, signal);
  try {
    // Before anything is written down of the host: where another Server has it, that is of the other one's machine.
    await uncontested();
    const words = await meet(ports, input, host, signal);
    await announceReturn(ports, input);
    await refuseForeignNode(ports, input, words.facts);
    return await work(host, words);
  } finally {
    host.close();
  }
}

/** Asks the server who it is, and writes that down; also that it answers, if it does not say more. */
async function meet(
  ports: OperationPorts,
  input: RunInput,
  host: RemoteHost,
  signal: AbortSignal,
): Promise<FirstWords> {
  await recordRenewal(ports, input, host);
  const { ipv4 } = input.server.spec;
  let words: FirstWords | undefined;
  try {
    words = await meetHost(
      host,
      { operationUid: input.operation.metadata?.uid ?? "", ipv4 },
      signal,
    );
    return words;
  } finally {
    await recordContact(ports, input, host, words?.facts);
  }
}

/** A Node of the server's name on another machine is somebody else's: nothing may be done in its name. */
async function refuseForeignNode(
  { nodes }: OperationPorts,
  { operation, server }: RunInput,
  facts: HostFacts,
): Promise<void> {
  const expected = { ...expectedNode(server), machineID: facts.machineID };
  const node = await nodes.get(expected.name);
  // A reset does nothing in the name of a Node: it cleans this host, which is not that one.
  const isNoneOfOurs = operation.spec.operation === "reset" && node?.machineID !== facts.machineID;
  if (node === undefined || isNoneOfOurs) {
    return;
  }
  // A clone of a machine has its ID, too. A kubelet that has just registered has no address yet.
  const isElsewhere = node.internalIP !== undefined && node.internalIP !== expected.ipv4;
  if (node.machineID !== facts.machineID || isElsewhere) {
    throw new InvalidSpec(mismatch(node, expected), {
      reason: "NodeIdentityMismatch",
      object: { kind: "Node", name: node.name },
    });
  }
  // By an older record it would be left alone, pods and all; the next pass goes by what was written down just now.
  if (isLeftAlone(operation, server, node)) {
    throw new Conflict(`Node ${node.name} is the host's own, and was taken for another machine's`, {
      reason: "ApiUnavailable",
    });
  }
}
