import { ApiPods } from "../../../../lib/adapters/kubernetes/pods";
import { refusal } from "../../../../lib/adapters/kubernetes/errors";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";

const POD = { namespace: "shop", name: "web-1", uid: "u1" };

/** An API server that answers every eviction so. */
function answering(statusCode: number, status: object): ApiPods {
  const answer = { statusCode, text: JSON.stringify(status), retryAfter: undefined };
  return new ApiPods({
    request: (request: ApiRequest) => Promise.reject(refusal(request, answer)),
  });
}

describe("ApiPods", () => {
  it("tells a pod of a DaemonSet, one without volumes, and one that nobody has looked at yet", async () => {
    const items = [
      {
        metadata: {
          ...POD,
          ownerReferences: [{ kind: "Other" }, { kind: "DaemonSet", controller: true }],
        },
        spec: { volumes: [{ configMap: {} }] },
      },
    ];
    const pods = new ApiPods({ request: () => Promise.resolve({ items }) });
    expect(await pods.on("w1")).toEqual([
      {
        ...POD,
        phase: "Unknown",
        isMirror: false,
        controller: "DaemonSet",
        hasEmptyDir: false,
        deletionTime: undefined,
      },
    ]);
  });

  it("is blocked by two budgets, which no eviction can satisfy", async () => {
    const message =
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    expect(await answering(500, { message }).evict(POD)).toEqual({
      kind: "Blocked",
      message: "it has more than one PodDisruptionBudget, which no eviction can satisfy",
    });
  });

  it("is not blocked by an API server that has too much to do", async () => {
    const busy = answering(429, { message: "too many requests", details: { causes: [] } });
    await expect(busy.evict(POD)).rejects.toMatchObject({ name: "ApiUnavailable" });
    await expect(answering(403, { message: "no" }).evict(POD)).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });
});
