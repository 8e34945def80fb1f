import { randomUUID } from "node:crypto";
import { ApiServerLeases } from "../../lib/adapters/kubernetes/server-leases";
import { ApiUnavailable } from "../../lib/domain/errors";
import { silentLog } from "../fakes/cluster";
import { FakeClock } from "../fakes/clock";
import { FakeLeaseTable, FakeServerLeases } from "../fakes/server-leases";
import { openLab } from "./lab-api";
import { describeServerLeases } from "./server-leases";

describeServerLeases("FakeServerLeases", () => {
  const clock = new FakeClock();
  const table = new FakeLeaseTable();
  const one = new FakeServerLeases(table, clock, "one");
  return Promise.resolve({
    clock,
    one,
    two: new FakeServerLeases(table, clock, "two"),
    freezeOne: () => {
      one.isFrozen = true;
    },
    thawOne: () => undefined,
    freshUid: randomUUID,
    close: () => Promise.resolve(),
  });
});

describeServerLeases("ApiServerLeases", async () => {
  const api = await openLab();
  const clock = new FakeClock();
  const made: string[] = [];
  const state = { isFrozen: false };
  const leasesOf = (name: string, isCutOff: () => boolean): ApiServerLeases =>
    new ApiServerLeases({
      clock,
      log: silentLog,
      identity: { name, isDead: () => false },
      client: {
        // A frozen process gets no answer that it could act on.
        request: request =>
          isCutOff()
            ? Promise.reject(new ApiUnavailable("frozen", { reason: "ApiUnavailable" }))
            : api.module.request(request),
      },
    });
  return {
    clock,
    one: leasesOf("one", () => state.isFrozen),
    two: leasesOf("two", () => false),
    freezeOne: () => {
      state.isFrozen = true;
    },
    thawOne: () => {
      state.isFrozen = false;
    },
    freshUid: () => {
      const uid = randomUUID();
      made.push(uid);
      return uid;
    },
    close: async () => {
      for (const uid of made) {
        const path = `/apis/coordination.k8s.io/v1/namespaces/pepr-system/leases/stargate-server-${uid}`;
        await api.admin.request({ method: "DELETE", path });
      }
      await api.close();
    },
  };
});
