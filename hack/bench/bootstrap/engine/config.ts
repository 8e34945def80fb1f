/** What the process of the engine is told. */
export interface StargateConfig {
  /** Absent: objects are kept in memory. */
  readonly kubeconfig: string | undefined;
  readonly run: string;
  readonly seconds: number;
  readonly router: { readonly address: string; readonly port: number; readonly keyFile: string };
  readonly serverKeyFile: string;
  readonly servers: readonly {
    readonly name: string;
    readonly address: string;
    readonly machineID: string;
  }[];
}
