import { InvalidSpec } from "../../domain/errors";
import { setConditions, type Verdict } from "../../domain/conditions";
import { keyOf } from "../../domain/key";
import type { HostInput } from "../../domain/operation/snapshot";
import { decidePin, type Pin } from "../../domain/pin";
import type { Server, ServerStatus } from "../../api/server.generated";
import type { RemoteHost } from "../../ports/remote-host";
import { timestamp } from "../timestamp";
import type { HostFacts } from "./facts";
import type { OperationPorts } from "./ports";
import { write } from "./write";

/**
 * Writes down what the contact with a server found, before anything relies on it: its host key, and that it
 * answers.
 *
 * Rejects with `HostKeyMismatch` when another key was recorded meanwhile, and as `Objects.updateStatus` does.
 */
export async function recordContact(
  ports: OperationPorts,
  { operation, server }: HostInput,
  host: RemoteHost,
): Promise<void> {
  const { fingerprint, publicKey } = host.hostKey;
  const mayRenew = operation.spec.renewHostKey === true;
  let pin: Pin | undefined;
  await ports.store.servers.updateStatus(keyOf(server), current => {
    pin = decidePin(current, host.hostKey, { mayRenew });
    return {
      ...current.status,
      ...(pin.isNew ? { hostKeys: [publicKey] } : {}),
      conditions: setConditions(current.status?.conditions, trusted(pin, fingerprint), {
        now: timestamp(ports.clock),
        generation: current.metadata?.generation ?? 0,
      }),
    };
  });
  if (pin?.isNew === true) {
    const subject = { kind: "Server" as const, metadata: server.metadata ?? {} };
    const { name = "" } = operation.metadata ?? {};
    await (pin.isRenewal
      ? ports.events.warning(subject, "HostKeyRenewed", `Operation ${name} recorded ${fingerprint}`)
      : ports.events.normal(
          subject,
          "HostKeyRecorded",
          `recorded on first contact: ${fingerprint}`,
        ));
  }
}

/**
 * An operation that may renew the key does so once: it insists on the one that it found first, whatever happens next,
 * and whether it was the recorded one or not.
 */
export async function recordRenewal(
  ports: OperationPorts,
  { operation, server }: HostInput,
  { hostKey }: RemoteHost,
): Promise<void> {
  const { renewHostKey } = operation.spec;
  const mayRenew = renewHostKey === true;
  if (mayRenew && decidePin(server, hostKey, { mayRenew }).reason === "Recorded") {
    await write(ports, operation, ({ status }) => ({
      ...status,
      renewedHostKey: hostKey.fingerprint,
    }));
  }
}

function trusted(pin: Pin, fingerprint: string): Verdict<"Server">[] {
  return [
    {
      type: "Reachable",
      status: "True",
      reason: "Connected",
      message: "the server answers over SSH",
    },
    { type: "HostKeyTrusted", status: "True", reason: pin.reason, message: fingerprint },
  ];
}

/** Writes down which machine the server is. Rejects as `recordContact` does. */
export async function recordFacts(
  { store }: OperationPorts,
  server: Server,
  facts: HostFacts,
): Promise<void> {
  const { mac: wanted } = server.spec;
  if (wanted !== undefined && !facts.macs.includes(wanted)) {
    throw new InvalidSpec(
      `no NIC of the host has the address ${wanted}; it has ${facts.macs.join(", ")}`,
      { reason: "MacAddressMismatch", remedy: "correct spec.mac or spec.ipv4 of the Server" },
    );
  }
  const mac = wanted ?? facts.mac;
  await store.servers.updateStatus(
    keyOf(server),
    ({ status }): ServerStatus => ({
      ...status,
      machineID: facts.machineID,
      ...(mac === undefined ? {} : { mac }),
    }),
  );
}
