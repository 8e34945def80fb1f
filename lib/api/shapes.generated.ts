// Generated from crds/ by `npm run generate`; do not edit.

import type { Shape } from "./shape";

/** Shape of the spec of kind Operation. */
export const OPERATION_SPEC: Shape = {
  type: "object",
  properties: {
    serverRef: {
      type: "object",
      properties: { name: { type: "string", maxLength: 63 } },
      required: ["name"],
    },
    provisioningProfileRef: {
      type: "object",
      properties: { name: { type: "string", maxLength: 253 } },
      required: ["name"],
    },
    renewHostKey: { type: "boolean" },
    dryRun: { type: "boolean" },
    planHash: { type: "string", maxLength: 71 },
    operation: { type: "string", enum: ["repave", "reboot", "reset"] },
  },
  required: ["serverRef", "operation"],
};

/** Shape of the spec of kind ProvisioningProfile. */
export const PROVISIONING_PROFILE_SPEC: Shape = {
  type: "object",
  properties: {
    kubernetesVersion: { type: "string", maxLength: 32 },
    containerRuntime: { type: "string", enum: ["containerd"] },
    customBootstrapScript: { type: "string", maxLength: 65536 },
    tailscaleAuthKeySecretRef: { type: "string", maxLength: 253 },
    sshCredentialsSecretRef: { type: "string", maxLength: 253 },
    adminUsername: { type: "string", maxLength: 64 },
    repositories: {
      type: "array",
      items: {
        type: "object",
        properties: {
          url: { type: "string", maxLength: 512 },
          key: { type: "string", maxLength: 65536 },
          keySecretRef: { type: "string", maxLength: 253 },
          fingerprint: { type: "string", maxLength: 64 },
        },
        required: ["url"],
      },
      minItems: 1,
      maxItems: 8,
      unique: ["url"],
    },
    cni: { type: "string", enum: ["cluster", "bridge"] },
    ignorePreflightErrors: {
      type: "array",
      items: { type: "string", maxLength: 128 },
      maxItems: 32,
      unique: [],
    },
    drain: {
      type: "object",
      properties: {
        policy: { type: "string", enum: ["Wait", "Abort", "ForceAfter"] },
        timeoutSeconds: { type: "integer", minimum: 10, maximum: 86400 },
        deleteEmptyDirData: { type: "boolean" },
        deleteUnmanagedPods: { type: "boolean" },
      },
    },
    timeouts: {
      type: "object",
      properties: {
        connectSeconds: { type: "integer", minimum: 10, maximum: 86400 },
        runSeconds: { type: "integer", minimum: 60, maximum: 86400 },
        nodeReadySeconds: { type: "integer", minimum: 10, maximum: 86400 },
      },
    },
  },
  required: ["kubernetesVersion", "sshCredentialsSecretRef"],
};

/** Shape of the spec of kind Router. */
export const ROUTER_SPEC: Shape = {
  type: "object",
  properties: {
    tailscaleIP: { type: "string", maxLength: 64 },
    subnetCIDRs: {
      type: "array",
      items: { type: "string", maxLength: 32 },
      minItems: 1,
      maxItems: 16,
      unique: [],
    },
    sshCredentialsSecretRef: { type: "string", maxLength: 253 },
    adminUsername: { type: "string", maxLength: 64 },
    hostKeys: {
      type: "array",
      items: { type: "string", maxLength: 1024 },
      minItems: 1,
      maxItems: 8,
      unique: [],
    },
    sshPort: { type: "integer", minimum: 1, maximum: 65535 },
  },
  required: ["tailscaleIP"],
};

/** Shape of the spec of kind Server. */
export const SERVER_SPEC: Shape = {
  type: "object",
  properties: {
    provider: { type: "string", enum: ["azure", "qemu", "baremetal"] },
    mac: { type: "string", maxLength: 64 },
    ipv4: { type: "string", maxLength: 64 },
    routerIP: { type: "string", maxLength: 64 },
    hostKeys: {
      type: "array",
      items: { type: "string", maxLength: 1024 },
      minItems: 1,
      maxItems: 8,
      unique: [],
    },
    sshPort: { type: "integer", minimum: 1, maximum: 65535 },
    paused: { type: "boolean" },
    provisioningProfile: { type: "string", maxLength: 253 },
  },
  required: ["ipv4"],
};
