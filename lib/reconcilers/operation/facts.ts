import { scripts } from "../../bootstrap/scripts.generated";
import { HostUnreachable, InvalidSpec } from "../../domain/errors";
import { isUsableMac } from "../../domain/net/mac";
import type { RemoteHost } from "../../ports/remote-host";

/** What a host says of itself. */
export interface HostFacts {
  readonly machineID: string;
  /** Address of the NIC that has the server's IP; absent where none can be told. */
  readonly mac: string | undefined;
  /** Addresses of all NICs. */
  readonly macs: readonly string[];
}

const MACHINE_ID = /^[0-9a-f]{32}$/;

/** Asks a host who it is. Rejects as `RemoteHost.run` does, and with `InvalidSpec` for a host without identity. */
export async function readFacts(
  host: RemoteHost,
  ipv4: string,
  signal: AbortSignal,
): Promise<HostFacts> {
  const { code, stdout, stderr } = await host.run(
    { text: scripts["host/facts"], parameters: { IPV4: ipv4 } },
    signal,
  );
  if (code !== 0) {
    throw new HostUnreachable(`the host does not say who it is: ${stderr.trim()}`, {
      reason: "HostUnreachable",
    });
  }
  const lines = stdout.split("\n").map(line => line.split("=", 2));
  const valuesOf = (name: string) =>
    lines.filter(([key]) => key === name).map(([, value = ""]) => value);
  const [machineID = ""] = valuesOf("machineID");
  if (!MACHINE_ID.test(machineID)) {
    throw new InvalidSpec("the host has no machine ID", {
      reason: "UnsupportedHost",
      remedy: "run systemd-machine-id-setup on the server",
    });
  }
  const [mac] = valuesOf("mac").filter(isUsableMac);
  return { machineID, mac, macs: valuesOf("link").filter(isUsableMac) };
}
