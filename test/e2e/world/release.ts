import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { assembleChart } from "../../../hack/chart/assemble";
import { ensureTools } from "../../../hack/lab/binaries/ensure";
import { craneModule, helmModule } from "../../../hack/lab/binaries/tool-module";
import { CONTROL_PLANE_ADDRESS, PORTS } from "../../../hack/lab/topology";
import { type Ended, fed, lab } from "./lab";

/** The version that is to come. */
const NEXT = "99.0.0";

/** A column that its CRD has, and today's has not. */
const COLUMN = { name: "Next", type: "string", priority: 1, jsonPath: ".metadata.uid" };

/** The lab's registry, as the control plane's namespace reaches it. */
const REGISTRY = `${CONTROL_PLANE_ADDRESS}:${PORTS.registry}`;

const IN_NAMESPACE = ["-n", "pepr-system"];

/** Pods of both parts, one after the other, on a busy machine. */
const WAIT = ["--wait", "--timeout", "300s"];

/** The chart's release in a lab, in the hands of somebody who goes by docs/deploy.md. */
export class Release {
  readonly #folder = mkdtempSync(join(tmpdir(), "release-"));
  readonly #helm: string;
  readonly #crane: string;
  readonly #kubeconfig: string;

  private constructor(helm: string, crane: string, kubeconfig: string) {
    this.#helm = helm;
    this.#crane = crane;
    this.#kubeconfig = kubeconfig;
  }

  static async open(kubeconfig: string): Promise<Release> {
    const [helm, crane] = await Promise.all(
      [helmModule(), craneModule()].map(module => ensureTools(module, () => undefined)),
    );
    const programs = [join(helm!.directory, "helm"), join(crane!.directory, "crane")] as const;
    return new Release(...programs, kubeconfig);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Digest of the image that it has. */
  digest(): string {
    const said = this.helm("get", "values", "stargate", ...IN_NAMESPACE, "-o", "json");
    return (JSON.parse(said) as { readonly image: { readonly digest: string } }).image.digest;
  }

  /** Makes the next version: a chart with another CRD, and an image with another digest, which it returns. */
  async makeNext(): Promise<string> {
    const chart = join(this.#folder, "chart");
    await assembleChart(chart);
    const file = join(chart, "crds/servers.stargate.io.yaml");
    const crd = parse(readFileSync(file, "utf8")) as Crd;
    crd.spec.versions[0].additionalPrinterColumns.push(COLUMN);
    writeFileSync(file, stringify(crd));
    this.helm("package", chart, "-d", this.#folder, "--version", NEXT, "--app-version", NEXT);
    const [image, label] = [`${REGISTRY}/stargate`, `org.opencontainers.image.version=${NEXT}`];
    const mutate = ["mutate", `${image}:latest`, "--label", label, "--tag", `${image}:next`];
    const said = lab("exec", "cp", "--", this.#crane, "--insecure", ...mutate);
    return said.trim().split("@")[1] ?? "";
  }

  /** Applies the CRDs of the next version, and says whether the cluster has them. */
  applyNextCrds(): boolean {
    const apply = ["apply", "--server-side", "--force-conflicts", "-f", "-"];
    kubectl(this.helm("show", "crds", this.#next), ...apply);
    return this.hasNextCrds();
  }

  hasNextCrds(): boolean {
    return kubectl("", "get", "crd", "servers.stargate.io", "-o", "json").includes(COLUMN.name);
  }

  /** Upgrades to the next version, whose image has that digest. */
  upgrade(digest: string): void {
    const values = ["--reset-then-reuse-values", "--set", `image.digest=${digest}`];
    this.helm("upgrade", "stargate", this.#next, ...IN_NAMESPACE, ...values, ...WAIT);
  }

  /** Goes back to the version of before. */
  rollback(): void {
    this.helm("rollback", "stargate", ...IN_NAMESPACE, ...WAIT);
  }

  uninstall(): void {
    this.helm("uninstall", "stargate", ...IN_NAMESPACE, ...WAIT);
  }

  /** Runs Helm and returns what it says; throws when it fails. */
  helm(...args: readonly string[]): string {
    const env = { ...process.env, KUBECONFIG: this.#kubeconfig };
    const { status, stdout, stderr } = spawnSync(this.#helm, args, { encoding: "utf8", env });
    if (status !== 0) {
      throw new Error(`helm ${args.join(" ")} ended with ${String(status)}: ${stderr}`);
    }
    return stdout;
  }

  get #next(): string {
    return join(this.#folder, `stargate-${NEXT}.tgz`);
  }
}

interface Crd {
  readonly spec: { readonly versions: readonly [{ additionalPrinterColumns: object[] }] };
}

/** Runs kubectl as the cluster's administrator, with something on its standard input; throws when it fails. */
export function kubectl(input: string, ...args: readonly string[]): string {
  const { code, stdout, stderr } = fed(input, "lab", "exec", "cp", "--", "kubectl", ...args);
  if (code !== 0) {
    throw new Error(`kubectl ${args.join(" ")} ended with ${String(code)}: ${stderr}`);
  }
  return stdout;
}

/** Runs the documents' command that takes everything of Stargate out of the lab's cluster. */
export function uninstallRest(...args: readonly string[]): Ended {
  return fed("", "lab", "exec", "cp", "--", "bash", "hack/uninstall.sh", ...args);
}
