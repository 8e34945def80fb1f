import { refusal } from "../../../../lib/adapters/kubernetes/errors";

const REQUEST = { method: "GET", path: "/api/v1/nodes/w1" } as const;

describe("an answer of the API server that is no success", () => {
  it.each([
    [401, "AccessDenied", "ApiForbidden"],
    [403, "AccessDenied", "ApiForbidden"],
    [409, "Conflict", "ApiUnavailable"],
    [422, "InvalidSpec", "InvalidSpec"],
    [500, "ApiUnavailable", "ApiUnavailable"],
  ])("of %d is %s with reason %s", (statusCode, name, reason) => {
    const text = JSON.stringify({ message: 'nodes "w1" is forbidden: User "u" cannot get it' });
    const error = refusal(REQUEST, { statusCode, text, retryAfter: undefined });
    expect(error).toMatchObject({ name, reason });
    expect(error.message).toBe(
      `GET /api/v1/nodes/w1: ${statusCode} nodes "w1" is forbidden: User "u" cannot get it`,
    );
  });

  it("tells a namespace that goes from a right that is missing", () => {
    const causes = [
      { reason: "NamespaceTerminating", message: "namespace dc is being terminated" },
    ];
    const text = JSON.stringify({ message: "forbidden", details: { causes } });
    expect(refusal(REQUEST, { statusCode: 403, text, retryAfter: undefined })).toMatchObject({
      name: "NamespaceTerminating",
      reason: "NamespaceTerminating",
    });
  });
});
