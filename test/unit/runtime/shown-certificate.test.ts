import { once } from "node:events";
import https, { type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { x509Certificates } from "../../../lib/adapters/x509/certificates";
import { ShownCertificate } from "../../../lib/runtime/shown-certificate";

const authority = x509Certificates.issueAuthority(Date.now());
const [first, second] = ["one.test", "two.test"].map(name =>
  x509Certificates.issueLeaf(authority, [name], Date.now()),
) as [typeof authority, typeof authority];

describe("ShownCertificate", () => {
  let server: Server;
  const shown = new ShownCertificate();
  const sockets: TLSSocket[] = [];

  beforeAll(async () => {
    expect(shown.options).toEqual({});
    shown.show(first);
    server = https.createServer(shown.options, (_, response) => response.end("yes"));
    shown.follow(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
  });

  afterAll(() => {
    sockets.forEach(socket => socket.destroy());
    server.close();
  });

  async function meet(): Promise<TLSSocket> {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
    sockets.push(socket);
    await once(socket, "secureConnect");
    return socket;
  }

  function nameOf(socket: TLSSocket): string | undefined {
    return socket.getPeerCertificate().subjectaltname;
  }

  async function ask(socket: TLSSocket): Promise<string> {
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    const [chunk] = (await once(socket, "data")) as [Buffer];
    return chunk.toString();
  }

  it("changes for whoever connects, and leaves connections that are there", async () => {
    const before = await meet();
    expect(nameOf(before)).toBe("DNS:one.test");
    expect(await ask(before)).toContain("200 OK");
    shown.show(second);
    expect(nameOf(await meet())).toBe("DNS:two.test");
    expect(await ask(before)).toContain("200 OK");
  });

  it("stays where the new key is another one's", async () => {
    expect(() => shown.show({ certificate: first.certificate, key: second.key })).toThrow(
      /key values mismatch/,
    );
    expect(nameOf(await meet())).toBe("DNS:two.test");
    expect(shown.options.cert).toBe(second.certificate);
  });
});
