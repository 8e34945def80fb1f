import { parseFacts } from "../../../lib/bootstrap/facts";
import { InvalidSpec } from "../../../lib/domain/errors";
import { MACHINE_ID } from "../../fakes/samples";

describe("parseFacts", () => {
  it("reads who a host is and what NICs it has", () => {
    const nics = ["52:54:00:12:34:56", "52:54:00:12:34:57"];
    const text = `machineID=${MACHINE_ID}\nmac=${nics[0]}\n${nics.map(nic => `link=${nic}`).join("\n")}`;
    expect(parseFacts(text)).toEqual({ machineID: MACHINE_ID, mac: nics[0], macs: nics });
  });

  it("takes no address for a NIC's that no NIC can have", () => {
    const text = `machineID=${MACHINE_ID}\nmac=00:00:00:00:00:00\nlink=ff:ff:ff:ff:ff:ff\nlink=`;
    expect(parseFacts(text)).toEqual({ machineID: MACHINE_ID, mac: undefined, macs: [] });
  });

  it.each(["", "machineID", "machineID=", "machineID=uninitialized", "mac=52:54:00:12:34:56"])(
    "refuses a host without identity: %j",
    text => {
      expect(() => parseFacts(text)).toThrow(InvalidSpec);
    },
  );
});
