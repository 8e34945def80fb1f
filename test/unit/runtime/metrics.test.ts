import { NO_PROGRESS } from "../../../lib/domain/run/progress";
import { PrometheusMetrics } from "../../../lib/runtime/metrics";

describe("PrometheusMetrics", () => {
  it("tells how long operations and steps took, and what was repeated", async () => {
    const metrics = new PrometheusMetrics();
    metrics.beginOperations();
    metrics.beginReviews();
    const { body: atFirst } = await metrics.render();
    expect(atFirst).toContain(
      'stargate_operation_duration_seconds_count{type="reset",result="failed"} 0',
    );
    expect(atFirst).toContain(
      'stargate_admission_review_duration_seconds_count{kind="Router",operation="UPDATE",verdict="failed"} 0',
    );
    metrics.operationEnded({ type: "repave", result: "succeeded", seconds: 17 });
    metrics.retried("HostUnreachable");
    metrics.runEnded({
      ...NO_PROGRESS,
      steps: [
        {
          name: "join",
          state: "Applied",
          startTime: "2026-01-01T00:00:00Z",
          completionTime: "2026-01-01T00:00:02Z",
          attempts: 3,
        },
        { name: "kubelet", state: "Pending", attempts: 0 },
      ],
    });
    metrics.watchQueue(() => ({ waiting: 4, running: 2 }));
    metrics.watchLeader(() => true);
    const { contentType, body } = await metrics.render();
    expect(contentType).toContain("text/plain");
    for (const line of [
      'stargate_operation_duration_seconds_sum{type="repave",result="succeeded"} 17',
      'stargate_step_duration_seconds_sum{step="join",result="applied"} 2',
      'stargate_step_retries_total{step="join"} 2',
      'stargate_retries_total{class="HostUnreachable"} 1',
      "stargate_operation_queue_depth 4",
      "stargate_operations_in_flight 2",
      "stargate_leader 1",
      "process_resident_memory_bytes",
    ]) {
      expect(body).toContain(line);
    }
    expect(body).not.toContain('step="kubelet"');
  });

  it("tells what became of reviews, and after what time", async () => {
    const metrics = new PrometheusMetrics();
    const review = { kind: "Server", operation: "CREATE" } as const;
    metrics.reviewed({ ...review, verdict: "denied", seconds: 0.25 });
    metrics.reviewed({ ...review, verdict: "allowed", seconds: 0.002 });
    metrics.reviewed({ ...review, verdict: "allowed", seconds: 0.001 });
    const { body } = await metrics.render();
    const labels = 'kind="Server",operation="CREATE"';
    for (const line of [
      `stargate_admission_review_duration_seconds_count{${labels},verdict="denied"} 1`,
      `stargate_admission_review_duration_seconds_sum{${labels},verdict="allowed"} 0.003`,
      `stargate_admission_review_duration_seconds_bucket{le="0.005",${labels},verdict="allowed"} 2`,
      `stargate_admission_review_duration_seconds_bucket{le="0.1",${labels},verdict="denied"} 0`,
    ]) {
      expect(body).toContain(line);
    }
  });

  it("tells how many logins are open, and why others failed", async () => {
    const metrics = new PrometheusMetrics();
    const router = "100.64.0.10";
    metrics.loginOpened({ role: "router", router });
    metrics.loginOpened({ role: "server", router });
    metrics.loginOpened({ role: "server", router })();
    metrics.loginOpened({ role: "server", router: "" })();
    metrics.loginFailed({ router, reason: "AuthFailed" });
    const { body } = await metrics.render();
    for (const line of [
      'stargate_ssh_connections{role="router",router="100.64.0.10"} 1',
      'stargate_ssh_connections{role="server",router="100.64.0.10"} 1',
      'stargate_ssh_connections{role="server",router=""} 0',
      'stargate_ssh_login_failures_total{router="100.64.0.10",reason="AuthFailed"} 1',
    ]) {
      expect(body).toContain(line);
    }
  });

  it("tells when the certificate of the webhooks expires, and 0 where there is none", async () => {
    const metrics = new PrometheusMetrics();
    const gauge = "stargate_webhook_certificate_expiry_timestamp_seconds";
    const expiries = [1_800_000_000];
    metrics.watchCertificate(() => expiries.pop());
    expect((await metrics.render()).body).toContain(`${gauge} 1800000000`);
    expect((await metrics.render()).body).toContain(`${gauge} 0`);
  });

  it("takes no time from a clock that was set back", async () => {
    const metrics = new PrometheusMetrics();
    metrics.runEnded({
      ...NO_PROGRESS,
      steps: [
        {
          name: "join",
          state: "Failed",
          startTime: "2026-01-01T00:00:02Z",
          completionTime: "2025-01-01T00:00:00Z",
          attempts: 1,
        },
      ],
    });
    expect((await metrics.render()).body).toContain(
      'stargate_step_duration_seconds_sum{step="join",result="failed"} 0',
    );
  });

  it("shows the last census, and nothing of the one before", async () => {
    const metrics = new PrometheusMetrics();
    const nobody = { operations: {}, waiting: {}, profiles: {} };
    const router = { namespace: "dc-1", name: "router" };
    metrics.count({ ...nobody, servers: { error: 1 }, routers: [{ ...router, isUp: true }] });
    metrics.count({
      servers: { ready: 3 },
      operations: { Running: 2 },
      waiting: { RouterDown: 1 },
      profiles: { True: 1 },
      routers: [{ ...router, isUp: false }],
    });
    const { body } = await metrics.render();
    for (const line of [
      'stargate_servers{state="ready"} 3',
      'stargate_operations{phase="Running"} 2',
      'stargate_waiting{reason="RouterDown"} 1',
      'stargate_profiles{ready="True"} 1',
      'stargate_router_up{namespace="dc-1",router="router"} 0',
    ]) {
      expect(body).toContain(line);
    }
    expect(body).not.toContain('state="error"');
  });
});
