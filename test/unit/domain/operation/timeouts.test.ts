import {
  CONNECT_TIMEOUT_SECONDS,
  NODE_READY_TIMEOUT_SECONDS,
  RUN_GRACE_SECONDS,
  RUN_TIMEOUT_SECONDS,
} from "../../../../lib/defaults";
import { limitSeconds, timeoutsOf } from "../../../../lib/domain/operation/timeouts";
import { aProfile } from "../../../fakes/samples";

const DEFAULTS = {
  connectSeconds: CONNECT_TIMEOUT_SECONDS,
  runSeconds: RUN_TIMEOUT_SECONDS,
  nodeReadySeconds: NODE_READY_TIMEOUT_SECONDS,
};

describe("timeoutsOf", () => {
  it("gives the defaults without a profile, or where it does not say", () => {
    expect(timeoutsOf(undefined)).toEqual(DEFAULTS);
    expect(timeoutsOf(aProfile())).toEqual(DEFAULTS);
    expect(timeoutsOf(aProfile({ spec: { timeouts: {} } }))).toEqual(DEFAULTS);
  });

  it.each(["connectSeconds", "runSeconds", "nodeReadySeconds"] as const)(
    "lets the profile set %s alone",
    name => {
      const profile = aProfile({ spec: { timeouts: { [name]: 7 } } });
      expect(timeoutsOf(profile)).toEqual({ ...DEFAULTS, [name]: 7 });
    },
  );
});

describe("limitSeconds", () => {
  const timeouts = { connectSeconds: 10, runSeconds: 200, nodeReadySeconds: 3000 };

  it("is the time to connect, until the run is handed over", () => {
    expect(limitSeconds(timeouts, false)).toBe(10);
  });

  it("grants a run what its server grants it, and some grace", () => {
    expect(limitSeconds(timeouts, true)).toBe(10 + 200 + RUN_GRACE_SECONDS);
  });
});
