import { planOf, repavePlan } from "../../../lib/bootstrap/plan";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { aResetSpec, aRunSpec } from "../../fakes/run-spec";

const CLUSTER = [
  "preflight",
  "kernel-modules",
  "sysctl",
  "swap",
  "repositories",
  "package-downloads",
  "containerd",
  "kubernetes-packages",
  "leftovers",
  "identity",
  "join",
  "kubelet",
];

describe("planOf", () => {
  const reboot = { kind: "reboot", operationUid: "u", openGates: [], runSeconds: 900 } as const;

  it("boots a server, and waits for the kubelet of a Node", () => {
    const names = (isNode: boolean) => planOf({ ...reboot, isNode }).map(({ name }) => name);
    expect(names(false)).toEqual(["reboot"]);
    expect(names(true)).toEqual(["reboot", "kubelet"]);
  });

  it("takes a server out of the cluster, then takes back what was set up there", () => {
    const plan = planOf(aResetSpec());
    expect(plan.map(({ name, gate }) => [name, gate])).toEqual([
      ["leave", "drain"],
      ["release", undefined],
    ]);
  });

  it("drains before whatever disturbs pods, and before nothing else", () => {
    const gated = planOf(aRunSpec({ cni: "bridge", customBootstrapScript: "true" })).filter(
      ({ gate }) => gate === "drain",
    );
    expect(gated.map(({ name }) => name)).toEqual([
      "containerd",
      "kubernetes-packages",
      "leftovers",
      "custom-script",
      "join",
    ]);
  });
});

describe("repavePlan", () => {
  it("makes a server a node, in order", () => {
    expect(repavePlan(aRunSpec()).map(({ name }) => name)).toEqual(CLUSTER);
  });

  it("brings the pod network between join and kubelet where the cluster does not", () => {
    const names = repavePlan(aRunSpec({ cni: "bridge" })).map(({ name }) => name);
    expect(names).toEqual([...CLUSTER.slice(0, -1), "pod-network", "kubelet"]);
  });

  it("runs the profile's own script before the join, where it has one", () => {
    const names = repavePlan(aRunSpec({ customBootstrapScript: "true" })).map(({ name }) => name);
    expect(names.indexOf("custom-script")).toBe(names.indexOf("join") - 1);
    expect(names.indexOf("kubernetes-packages")).toBeLessThan(names.indexOf("custom-script"));
    expect(names).toHaveLength(CLUSTER.length + 1);
  });

  const reboot = { kind: "reboot", operationUid: "u", openGates: [], runSeconds: 900 } as const;
  const steps = [
    ...repavePlan(aRunSpec({ cni: "bridge", customBootstrapScript: "true" })),
    ...planOf({ ...reboot, isNode: false }),
    ...planOf(aResetSpec()),
  ];

  it.each(steps)("has a check for $name, and limits that are times", step => {
    expect(scripts).toHaveProperty([`${step.name}/check`]);
    expect(step.checkSeconds).toBeGreaterThan(0);
    expect(step.applySeconds).toBeGreaterThan(0);
    expect(step.attempts).toBeGreaterThan(0);
  });

  it.each(steps)(
    "gives $name exactly the parameters that its scripts read",
    ({ name, parameters }) => {
      const provided = ["LIB", "FILES_DIR", "SECRETS_DIR", "OUTPUTS_DIR", "RESULT_FILE"];
      const texts = Object.entries(scripts).flatMap(([key, text]) =>
        key === `${name}/check` || key === `${name}/apply` ? [text] : [],
      );
      const read = texts.flatMap(text =>
        [...text.matchAll(/"\$\{([A-Z_]+):?\?\}"/g)].map(([, key]) => key),
      );
      const own = new Set(read.filter(key => key !== undefined && !provided.includes(key)));
      expect([...own].sort()).toEqual(Object.keys(parameters).sort());
    },
  );

  it("gives no file two contents", () => {
    const paths = steps.flatMap(({ files }) => Object.keys(files));
    expect(new Set(paths).size).toBe(paths.length);
  });
});
