import { TrialServer } from "./server";

describe("meet.sh", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer();
    server.scratch.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    server.offer("meet", "job/meet", { parameters: { IPV4: "127.0.0.1" } });
  });

  afterEach(() => {
    server.scratch.remove();
  });

  it("says who the host is and where the run stands, with nothing but an empty line between", () => {
    const { code, stdout } = server.send("meet");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^machineID=0123456789abcdef0123456789abcdef\n(.+\n)*\nabsent\n$/);
  });

  it("says nothing of the run when the host cannot say who it is", () => {
    const { code, stdout } = server.tell("ip() { false; }; export -f ip; send meet");
    expect(code).not.toBe(0);
    expect(stdout).not.toContain("\n\n");
  });
});
