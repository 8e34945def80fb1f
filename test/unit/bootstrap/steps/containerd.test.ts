import { parse } from "smol-toml";
import { containerd } from "../../../../lib/bootstrap/steps/containerd";
import { aRunSpec } from "../../../fakes/run-spec";

function configurationFor(cgroupDriver: "systemd" | "cgroupfs"): unknown {
  const cluster = { ...aRunSpec().cluster, cgroupDriver };
  return parse(containerd(aRunSpec({ cluster })).files["containerd.toml"] ?? "");
}

describe("containerd", () => {
  it("has time to download packages", () => {
    expect(containerd(aRunSpec())).toMatchObject({ name: "containerd", applySeconds: 600 });
  });

  it("writes a configuration that TOML reads back", () => {
    expect(configurationFor("systemd")).toEqual({
      version: 2,
      imports: ["/etc/containerd/conf.d/*.toml"],
      plugins: {
        "io.containerd.grpc.v1.cri": {
          sandbox_image: expect.stringMatching(/^registry\.k8s\.io\/pause:[0-9.]+$/) as string,
          cni: { bin_dir: "/opt/cni/bin", conf_dir: "/etc/cni/net.d" },
          registry: { config_path: "/etc/containerd/certs.d" },
          containerd: {
            default_runtime_name: "runc",
            runtimes: {
              runc: { runtime_type: "io.containerd.runc.v2", options: { SystemdCgroup: true } },
            },
          },
        },
      },
    });
  });

  it.each([
    { driver: "systemd" as const, want: true },
    { driver: "cgroupfs" as const, want: false },
  ])("follows the cluster's cgroup driver $driver", ({ driver, want }) => {
    expect(configurationFor(driver)).toHaveProperty(
      ["plugins", "io.containerd.grpc.v1.cri", "containerd", "runtimes", "runc", "options"],
      { SystemdCgroup: want },
    );
  });

  it("tells its reader where a site's own settings go", () => {
    const file = containerd(aRunSpec()).files["containerd.toml"];
    expect(file).toMatch(/^# Written by Stargate\. .*conf\.d\/\*\.toml\.\n/);
    expect(file?.endsWith("\n")).toBe(true);
  });
});
