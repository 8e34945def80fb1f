import { Scratch, script } from "./scratch";

describe("the facts of a host", () => {
  /** `ip -o` of a host with a VLAN, a tunnel and loopback beside its NICs, one of which has virtual functions (SR-IOV). */
  const IP = String.raw`
    case "$*" in
      *"link show") printf '%s\n' \
        '1: lo: <LOOPBACK,UP> mtu 65536 mode DEFAULT group default\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00' \
        '2: eth0: <UP> mtu 1500 mode DEFAULT group default\    link/ether 02:00:00:00:00:05 brd ff:ff:ff:ff:ff:ff alias link/ether 02:00:00:00:00:99 altname enp1s0\    vf 0     link/ether 02:00:00:00:00:aa brd ff:ff:ff:ff:ff:ff, spoof checking on\    vf 1     link/ether 00:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff' \
        '3: eth0.7@eth0: <UP> mtu 1500 mode DEFAULT\    link/ether 02:00:00:00:00:07 brd ff:ff:ff:ff:ff:ff' \
        '4: tun0@NONE: <UP> mtu 1480\    link/ipip 0.0.0.0 brd 0.0.0.0' ;;
      *"address show to 10.50.1.5/32") echo '2: eth0    inet 10.50.1.5/24 brd 10.50.1.255 scope global eth0\  valid_lft forever' ;;
      *"address show to 10.50.7.5/32") echo '3: eth0.7    inet 10.50.7.5/24 scope global eth0.7\  valid_lft forever' ;;
      *"route show default") echo 'default via 10.50.1.1 dev eth0 proto dhcp src 10.50.1.5 metric 100' ;;
    esac`;

  function factsOf(ipv4: string, machineId = "0123456789abcdef0123456789abcdef"): string[] {
    const scratch = new Scratch();
    try {
      scratch.write("root/etc/machine-id", `${machineId}\n`);
      scratch.stub("ip", IP);
      const env = { ...scratch.stubs, IPV4: ipv4 };
      return scratch.run(["bash", script("host/facts.sh")], { env }).stdout.split("\n");
    } finally {
      scratch.remove();
    }
  }

  it.each([
    ["NIC", "10.50.1.5", "02:00:00:00:00:05"],
    ["VLAN", "10.50.7.5", "02:00:00:00:00:07"],
    ["default route, where it has another address inside,", "203.0.113.5", "02:00:00:00:00:05"],
  ])("are who it is and by what NICs, and which %s it is met at", (_, ipv4, mac) => {
    expect(factsOf(ipv4)).toEqual([
      "machineID=0123456789abcdef0123456789abcdef",
      `mac=${mac}`,
      "link=02:00:00:00:00:05",
      "link=02:00:00:00:00:07",
      "",
    ]);
  });

  it("are no facts when its NICs cannot be told", () => {
    const scratch = new Scratch();
    try {
      scratch.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
      scratch.stub("ip", "exit 1");
      const env = { ...scratch.stubs, IPV4: "10.50.1.5" };
      expect(scratch.run(["bash", script("host/facts.sh")], { env }).code).toBe(1);
    } finally {
      scratch.remove();
    }
  });

  it("say so when it has no machine ID", () => {
    expect(factsOf("10.50.1.5", "")[0]).toBe("machineID=");
  });
});
