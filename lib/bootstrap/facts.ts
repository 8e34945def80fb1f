import { InvalidSpec } from "../domain/errors";
import { isUsableMac } from "../domain/net/mac";

/** What a host says of itself. */
export interface HostFacts {
  readonly machineID: string;
  /** Address of the NIC that has the server's IP; absent where none can be told. */
  readonly mac: string | undefined;
  /** Addresses of all NICs. */
  readonly macs: readonly string[];
}

const MACHINE_ID = /^[0-9a-f]{32}$/;

/** The facts in what `host/facts.sh` printed. Throws `InvalidSpec` for a host without identity. */
export function parseFacts(text: string): HostFacts {
  const lines = text.split("\n").map(line => line.split("=", 2));
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
