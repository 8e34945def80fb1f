import fc from "fast-check";
import { isIpv4, isUsableIpv4 } from "../../../../lib/domain/net/ipv4";

const octet = fc.nat(255);
const octets = fc.tuple(octet, octet, octet, octet);

/** Spellings that other parsers take for an address (`new URL`, `inet_aton`), and that we refuse. */
const NEAR_MISSES = [
  "",
  ".",
  "...",
  "10.50.1",
  "10.50.1.",
  ".10.50.1.5",
  "10..1.5",
  "10.50.1.5.6",
  "10.1",
  "167772161",
  "0x0a.0.0.1",
  "0xa000001",
  "012.0.0.1",
  "10.050.1.5",
  "10.50.1.05",
  "00.0.0.0",
  "10.50.1.256",
  "10.50.1.1000",
  "10.50.1.-5",
  "+10.50.1.5",
  "10.50.1.5e0",
  "10,50,1,5",
  "10.50.1.5:22",
  "10.50.1.5/32",
  " 10.50.1.5",
  "10.50.1.5 ",
  "10.50.1.5\n",
  "10.50. 1.5",
  "１０.0.0.1",
  "10。0。0。1",
  "10.0.0.1\u200d",
  "\u202e5.1.05.01",
  "::1",
  "fe80::1%eth0",
  "::ffff:10.50.1.5",
  "[10.50.1.5]",
  "user@10.50.1.5",
  "dc-router.tailnet.ts.net",
  "$(touch /tmp/x)127.0.0.1",
  "127.0.0.1 -o ProxyCommand=x",
  "`id`",
  "10.50.1.5\nProxyCommand x",
  "a".repeat(254),
];

describe("isIpv4", () => {
  it.each(["0.0.0.0", "10.50.1.5", "100.64.0.1", "127.0.0.1", "255.255.255.255"])(
    "reads %j as an address",
    text => {
      expect(isIpv4(text)).toBe(true);
    },
  );

  it.each(NEAR_MISSES)("does not read %j as an address", text => {
    expect(isIpv4(text)).toBe(false);
  });

  it("reads any four octets in decimal", () => {
    fc.assert(fc.property(octets, parts => isIpv4(parts.join("."))));
  });

  it("refuses an octet in any other spelling", () => {
    const spelling = fc.constantFrom(
      (value: number) => `0${value}`,
      (value: number) => `0x${value.toString(16)}`,
      (value: number) => `0o${value.toString(8)}`,
      (value: number) => `+${value}`,
      (value: number) => ` ${value}`,
      (value: number) => `${value + 256}`,
      (value: number) =>
        String(value).replace(/\d/, digit => String.fromCodePoint(0xff10 + +digit)),
    );
    fc.assert(
      fc.property(octets, fc.nat(3), spelling, (parts, at, spell) => {
        expect(
          isIpv4(parts.map((part, index) => (index === at ? spell(part) : part)).join(".")),
        ).toBe(false);
      }),
    );
  });

  it("refuses any other number of parts", () => {
    const parts = fc.array(octet, { maxLength: 8 }).filter(({ length }) => length !== 4);
    fc.assert(fc.property(parts, all => !isIpv4(all.join("."))));
  });
});

describe("isUsableIpv4", () => {
  it.each(["10.50.1.5", "172.16.0.1", "192.168.1.1", "100.64.0.1", "8.8.8.8", "168.63.129.17"])(
    "takes %j for a host's address",
    text => {
      expect(isUsableIpv4(text)).toBe(true);
    },
  );

  it.each([
    { text: "0.0.0.0", why: "unspecified" },
    { text: "0.1.2.3", why: "of this network" },
    { text: "127.0.0.1", why: "loopback" },
    { text: "127.255.255.254", why: "loopback" },
    { text: "169.254.169.254", why: "the metadata service" },
    { text: "169.254.0.1", why: "link-local" },
    { text: "168.63.129.16", why: "Azure's wire server" },
    { text: "224.0.0.1", why: "multicast" },
    { text: "239.255.255.255", why: "multicast" },
    { text: "240.0.0.1", why: "reserved" },
    { text: "255.255.255.255", why: "broadcast" },
  ])("refuses $text, which is $why", ({ text }) => {
    expect(isUsableIpv4(text)).toBe(false);
  });

  it.each(NEAR_MISSES)("refuses %j, which is no address", text => {
    expect(isUsableIpv4(text)).toBe(false);
  });

  it("refuses exactly the ranges in which no host lives", () => {
    const first = fc.oneof(
      octet,
      fc.constantFrom(0, 1, 126, 127, 128, 168, 169, 223, 224, 239, 240),
    );
    const second = fc.oneof(octet, fc.constantFrom(63, 253, 254, 255));
    fc.assert(
      fc.property(first, second, octet, octet, (a, b, c, d) => {
        const isNoHost =
          a === 0 ||
          a === 127 ||
          a >= 224 ||
          (a === 169 && b === 254) ||
          [a, b, c, d].join() === "168,63,129,16";
        expect(isUsableIpv4([a, b, c, d].join("."))).toBe(!isNoHost);
      }),
      { numRuns: 500 },
    );
  });
});
