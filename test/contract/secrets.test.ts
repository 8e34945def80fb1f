import { ApiSecrets } from "../../lib/adapters/kubernetes/secrets";
import { DependencyMissing } from "../../lib/domain/errors";
import { RecentSecrets } from "../../lib/runtime/secret-register";
import { until } from "../e2e/world/until";
import { FakeSecrets } from "../fakes/cluster";
import { makeNamespace, openLab } from "./lab-api";
import { describeSecrets } from "./secrets";

const NOTICE_TIMEOUT_MS = 10_000;

const OPEN = "contract-secrets";
const CLOSED = "contract-secrets-closed";

/** The command that the error shows. */
const GRANT =
  /kubectl create rolebinding (\S+) -n (\S+) --clusterrole=(\S+) --serviceaccount=([^:]+):(\S+)$/;

describeSecrets("FakeSecrets", () => {
  const register = new RecentSecrets();
  const secrets = new FakeSecrets(register);
  secrets.forbidden.add(CLOSED);
  return Promise.resolve({
    secrets,
    register,
    open: OPEN,
    closed: CLOSED,
    put: (namespace, name, entries) => {
      secrets.secrets.set(`${namespace}/${name}`, entries);
      return Promise.resolve();
    },
    grant: () => {
      secrets.forbidden.delete(CLOSED);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

describeSecrets("ApiSecrets", async () => {
  const api = await openLab();
  const { cluster } = api;
  const register = new RecentSecrets();
  const secrets = new ApiSecrets(api.module, register);
  await makeNamespace(api, OPEN);
  await makeNamespace(api, CLOSED);
  /** What the command in the error's remedy makes. */
  const grant = async (namespace: string): Promise<void> => {
    const error: unknown = await secrets
      .read({ namespace, name: "any" }, {})
      .catch((e: unknown) => e);
    const remedy = error instanceof DependencyMissing ? (error.remedy ?? "") : "";
    const [, name = "", where = "", role, accountNamespace, account] = GRANT.exec(remedy) ?? [];
    await cluster.create({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name, namespace: where },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [{ kind: "ServiceAccount", namespace: accountNamespace, name: account }],
    });
  };
  await grant(OPEN);
  await until("the right to read", NOTICE_TIMEOUT_MS, async () => {
    const error: unknown = await secrets
      .read({ namespace: OPEN, name: "any" }, {})
      .catch((e: unknown) => e);
    return error instanceof DependencyMissing && error.reason === "SecretNotFound"
      ? true
      : undefined;
  });
  return {
    secrets,
    register,
    open: OPEN,
    closed: CLOSED,
    put: async (namespace, name, stringData) => {
      const metadata = { name, namespace };
      await cluster.put({ apiVersion: "v1", kind: "Secret", metadata, stringData });
    },
    grant: () => grant(CLOSED),
    close: async () => {
      await cluster.delete("Namespace", OPEN);
      await cluster.delete("Namespace", CLOSED);
      await api.close();
    },
  };
});
