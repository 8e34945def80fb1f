import { spawnSync } from "node:child_process";
import { listenAddress } from "../../hack/lab/module/parts";
import { type LabProcess, labStatus } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-abused";

const ADMISSION = `https://${listenAddress("admission")}`;

const PATH_SECRET = "pepr-stargate-api-path";

/** Longer than any answer may take: curl's own limit, seconds. */
const LIMIT_SECONDS = "10";

/** F53: whoever can reach the port may send anything. */
describe("a webhook that is sent nonsense", () => {
  let site: Site;
  let admission: LabProcess;
  let path: string;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    admission = processNow();
    const secret = await site.cluster.get("Secret", PATH_SECRET, "pepr-system");
    const { value = "" } = secret?.["data"] as Record<string, string>;
    path = Buffer.from(value, "base64").toString();
  });

  afterAll(async () => {
    await site.close();
  });

  function processNow(): LabProcess {
    const found = labStatus().processes.find(({ name }) => name === "module-admission");
    if (found === undefined) {
      throw new Error("the lab has no admission process");
    }
    return found;
  }

  /** Status code and body of what the process answers to it. */
  function send(
    url: string,
    body: string,
    ...options: readonly string[]
  ): readonly [code: string, text: string] {
    const command = [
      ...["--target", String(admission.pid), "--net", "--"],
      ...["curl", "-sk", "--max-time", LIMIT_SECONDS, "-w", "\n%{http_code}"],
      ...["-H", "content-type: application/json", "--data-binary", "@-", ...options],
      `${ADMISSION}/${url}`,
    ];
    const { stdout } = spawnSync("nsenter", command, { input: body, encoding: "utf8" });
    const end = stdout.lastIndexOf("\n");
    return [stdout.slice(end + 1), stdout.slice(0, end)];
  }

  const V1 = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" };

  const review = (padding: number): string =>
    JSON.stringify({ ...V1, request: { uid: "u", object: { a: "a".repeat(padding) } } });

  it.each([
    ["3 MB", "413", review(3_000_000)],
    ["half of a document", "400", '{"request":'],
    ["a document that is no object", "400", "null"],
    ["no review", "400", "{}"],
    ["a review of another version", "400", review(1).replace("/v1", "/v1beta1")],
    ["a review of another kind", "400", review(1).replace("Admission", "Conversion")],
    ["no request", "500", JSON.stringify(V1)],
    ["a request that is empty", "500", JSON.stringify({ ...V1, request: {} })],
  ])("answers %s with %s, and says nothing of itself", (_, want, body) => {
    for (const webhook of ["mutate", "validate"]) {
      const [code, text] = send(`${webhook}/${path}`, body);
      expect(code).toBe(want);
      expect(text).not.toMatch(/node_modules| at /);
    }
  });

  it("answers who does not know the way", () => {
    expect(send("validate/guess", review(1))[0]).toBe("401");
    expect(send(`other/${path}`, review(1))[0]).toBe("404");
  });

  it("answers thousands of headers", () => {
    const headers = Array.from({ length: 2000 }, (_, index) => ["-H", `x-${index}: ${index}`]);
    expect(send(`validate/${path}`, review(1), ...headers.flat())[0]).toBe("431");
  });

  it("goes on as if nothing had been", async () => {
    await expect(site.declareServer("server-1", { ipv4: "10.50.1" })).rejects.toThrow(
      "is not an IPv4 address",
    );
    await site.declareServer("server-1", { mac: "02-00-0A-32-01-05" });
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.spec.mac).toBe("02:00:0a:32:01:05");
    expect(processNow().pid).toBe(admission.pid);
  });
});
