import { Scratch, script, STUBBED_PATH } from "../scratch";

const SERVER = "https://198.51.100.10:6443";

const REFUSED =
  "The connection to the server 198.51.100.10:6443 was refused - did you specify the right host or port?";

describe("join, when it checks", () => {
  let scratch: Scratch;

  beforeEach(() => {
    scratch = new Scratch();
  });

  afterEach(() => {
    scratch.remove();
  });

  /** The exit code of a host that has joined, where kubectl says that. */
  function check(
    said: string,
    code: number,
    more: Readonly<Record<string, string>> = {},
  ): number | null {
    scratch.write("root/etc/kubernetes/kubelet.conf", `    server: ${SERVER}\n`);
    scratch.write("root/var/lib/kubelet/pki/kubelet-client-current.pem", "certificate\n");
    return run({ SAYS: said, CODE: String(code), ...more });
  }

  function run(more: Readonly<Record<string, string>> = {}): number | null {
    const own = { PATH: STUBBED_PATH, LIB: script("lib.sh"), RESULT_FILE: scratch.path("result") };
    const env = {
      ...own,
      NODE_NAME: "w1",
      API_SERVER: SERVER,
      API_SERVER_PATIENCE_SECONDS: "0",
      ...more,
    };
    return scratch.run(["bash", script("join/check.sh")], { env }).code;
  }

  it("needs apply on a host that has never joined", () => {
    expect(run()).toBe(10);
  });

  it("conforms where the Node is registered", () => {
    expect(check("node/w1", 0)).toBe(0);
  });

  it.each([
    'Error from server (NotFound): nodes "timeout-1" not found',
    'Error from server (Forbidden): nodes "w1" is forbidden: node "w2" cannot read "w1"',
    'error: error loading config file "/etc/kubernetes/kubelet.conf": yaml: line 1',
    "error: You must be logged in to the server (Unauthorized)",
  ])("needs apply where the API server says: %s", said => {
    expect(check(said, 1)).toBe(10);
  });

  it("waits for an API server that was there when the run began", () => {
    scratch.stub(
      "kubectl",
      `if [[ -e "${scratch.path("asked")}" ]]; then echo node/w1; else : >"${scratch.path("asked")}"; echo "${REFUSED}"; exit 1; fi\n`,
    );
    const patience = { API_SERVER_PATIENCE_SECONDS: "30", ...scratch.stubs };
    expect(check("", 1, patience)).toBe(0);
  });

  it("does not wait for one at another address", () => {
    const elsewhere = { API_SERVER: "https://elsewhere:6443", API_SERVER_PATIENCE_SECONDS: "600" };
    expect(check(REFUSED, 1, elsewhere)).toBe(75);
  });

  it("does not wait for an API server that the kubelet does not trust", () => {
    const said =
      "Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority";
    expect(check(said, 1)).toBe(1);
    expect(scratch.read("result")).toContain("reason=MemberOfAnotherCluster");
  });

  it.each([
    "Error from server (ServiceUnavailable): the server is currently unable to handle the request",
    "Error from server (InternalError): an error on the server has prevented the request from succeeding",
    "Error from server (TooManyRequests): the server has received too many requests",
    REFUSED,
    `Unable to connect to the server: dial tcp 198.51.100.10:6443: i/o timeout`,
    `Unable to connect to the server: net/http: TLS handshake timeout`,
    `Get "${SERVER}/api/v1/nodes/w1": context deadline exceeded (Client.Timeout exceeded)`,
  ])("waits where it says nothing of the Node: %s", said => {
    expect(check(said, 1)).toBe(75);
    expect(scratch.read("result")).toContain("reason=ApiUnavailable");
    expect(scratch.read("result")).toContain(`the API server ${SERVER} of `);
  });
});
