import type { KubernetesObject } from "../lab/module/manifest";
import { MODULE_NAME, MODULE_NAMESPACE } from "../lab/module/parts";

/** Rights, as Kubernetes writes them. */
interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** A role of the generated manifest. */
export interface ClusterRole extends KubernetesObject {
  readonly rules: readonly Rule[];
}

/** Either kind of webhook configuration. */
export interface WebhookConfiguration extends KubernetesObject {
  readonly webhooks: readonly {
    readonly clientConfig: {
      readonly service: { readonly name: string; readonly namespace: string };
    };
  }[];
}

/** Whose objects Pepr keeps in the module's namespace, and nowhere else. */
const STORE_GROUP = "pepr.dev";

/** What only Pepr's own controller does: it makes the CRD of its store, which the chart brings. */
const CONTROLLER_GROUP = "apiextensions.k8s.io";

/** The module's rights, without those of Pepr's controller, and those on Pepr's store where that is. */
export function narrowRights(role: ClusterRole): readonly KubernetesObject[] {
  const isOf = (group: string) => (rule: Rule) => rule.apiGroups.includes(group);
  const store = role.rules.filter(isOf(STORE_GROUP));
  const rules = role.rules.filter(
    rule => !isOf(STORE_GROUP)(rule) && !isOf(CONTROLLER_GROUP)(rule),
  );
  const metadata = { name: `${MODULE_NAME}-store`, namespace: MODULE_NAMESPACE };
  const { apiVersion } = role;
  const apiGroup = "rbac.authorization.k8s.io";
  const binding = {
    apiVersion,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup, kind: "Role", name: metadata.name },
    subjects: [{ kind: "ServiceAccount", name: MODULE_NAME, namespace: MODULE_NAMESPACE }],
  };
  const namespaced: ClusterRole = { apiVersion, kind: "Role", metadata, rules: store };
  const clusterWide: ClusterRole = { ...role, rules };
  return [clusterWide, namespaced, binding];
}

/** The configuration as it was generated, without what the module writes into it: the path, and who vouches for it. */
export function pointToService(configuration: WebhookConfiguration): WebhookConfiguration {
  return {
    ...configuration,
    webhooks: configuration.webhooks.map(webhook => {
      const { name, namespace } = webhook.clientConfig.service;
      return { ...webhook, clientConfig: { service: { name, namespace } } };
    }),
  };
}
