import { homedir } from "node:os";
import { readEnvironment } from "../../../lib/cli/environment";

const NAMES = ["KUBECONFIG", "KUBERNETES_SERVICE_HOST", "NO_COLOR", "TERM"];
const before = { ...process.env };

function environmentOf(variables: Readonly<Record<string, string>>) {
  for (const name of NAMES) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete process.env[name];
  }
  Object.assign(process.env, variables);
  return readEnvironment();
}

afterEach(() => {
  process.env = { ...before };
});

describe("readEnvironment", () => {
  it("looks for the kubeconfig of the home folder, and wants colours", () => {
    expect(environmentOf({})).toEqual({
      kubeconfigs: [`${homedir()}/.kube/config`],
      isInCluster: false,
      wantsColour: true,
    });
  });

  it("takes a list of kubeconfigs, and knows a pod", () => {
    expect(environmentOf({ KUBECONFIG: "/a::/b", KUBERNETES_SERVICE_HOST: "10.96.0.1" })).toEqual({
      kubeconfigs: ["/a", "/b"],
      isInCluster: true,
      wantsColour: true,
    });
  });

  it.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("wants no colours with %j", variables => {
    expect(environmentOf(variables).wantsColour).toBe(false);
  });
});
