import type { HostFacts } from "../../bootstrap/facts";
import { Conflict, InvalidSpec } from "../../domain/errors";
import { setConditions, type Verdict } from "../../domain/conditions";
import { formatKey, keyOf } from "../../domain/key";
import type { HostInput } from "../../domain/operation/snapshot";
import { decidePin, type Pin } from "../../domain/pin";
import type { Server, ServerStatus } from "../../api/server.generated";
import { withoutText } from "../../domain/waiting";
import type { RemoteHost } from "../../ports/remote-host";
import { timestamp } from "../timestamp";
import type { OperationPorts } from "./ports";
import { write } from "./write";

/**
 * Writes down what the contact with a server found, before anything relies on it: its host key, that it answers, and
 * which machine it is, where it says so.
 *
 * Rejects with `HostKeyMismatch` when another key was recorded meanwhile, with `InvalidSpec` when it is not the
 * machine that the Server names, and as `Objects.updateStatus` does.
 */
export async function recordContact(
  ports: OperationPorts,
  { operation, server }: HostInput,
  host: RemoteHost,
  facts?: HostFacts,
): Promise<void> {
  const { fingerprint, publicKey } = host.hostKey;
  const mayRenew = operation.spec.renewHostKey === true;
  let pin: Pin | undefined;
  await ports.store.servers.updateStatus(keyOf(server), current => {
    refuseAnother(server, current);
    pin = decidePin(current, host.hostKey, { mayRenew });
    return {
      ...withoutText(current.status),
      ...(pin.isNew ? { hostKeys: [publicKey] } : {}),
      ...(facts === undefined || isAnotherMachine(server, facts) ? {} : identityOf(server, facts)),
      conditions: setConditions(current.status?.conditions, trusted(pin, fingerprint), {
        now: timestamp(ports.clock),
        generation: current.metadata?.generation ?? 0,
      }),
    };
  });
  if (pin?.isNew === true) {
    await announcePin(ports, { operation, server }, pin, fingerprint);
  }
  if (facts !== undefined && isAnotherMachine(server, facts)) {
    throw new InvalidSpec(
      `no NIC of the host has the address ${server.spec.mac}; it has ${facts.macs.join(", ")}`,
      { reason: "MacAddressMismatch", remedy: "correct spec.mac or spec.ipv4 of the Server" },
    );
  }
}

/** What was found is of the host of the Server that was read. One that was made anew may be another host. */
function refuseAnother(server: Server, current: Server): void {
  if (current.metadata?.uid !== server.metadata?.uid) {
    throw new Conflict(`Server ${formatKey(keyOf(server))} was made anew since it was read`, {
      reason: "ApiUnavailable",
    });
  }
}

async function announcePin(
  { events, log, fingerprintOf }: OperationPorts,
  { operation, server }: Pick<HostInput, "operation" | "server">,
  { replaces }: Pin,
  fingerprint: string,
): Promise<void> {
  const subject = { kind: "Server" as const, metadata: server.metadata ?? {} };
  if (replaces.length === 0) {
    await events.normal(subject, "HostKeyRecorded", `recorded on first contact: ${fingerprint}`);
    return;
  }
  const { name = "" } = operation.metadata ?? {};
  // An Event may be lost with the process; whoever audits finds it here, too.
  const before = replaces.map(key => fingerprintOf(key)).join(", ");
  const fields = { server: subject.metadata.name, operation: name, before, fingerprint };
  log.warn(fields, "host key renewed");
  const message = `Operation ${name} recorded ${fingerprint} in place of ${before}`;
  await events.warning(subject, "HostKeyRenewed", message);
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
      ...withoutText(status),
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

/** Whether none of its NICs has the address that the Server names. */
function isAnotherMachine({ spec }: Server, { macs }: HostFacts): boolean {
  return spec.mac !== undefined && !macs.includes(spec.mac);
}

function identityOf({ spec }: Server, facts: HostFacts): Partial<ServerStatus> {
  const mac = spec.mac ?? facts.mac;
  return { machineID: facts.machineID, ...(mac === undefined ? {} : { mac }) };
}
