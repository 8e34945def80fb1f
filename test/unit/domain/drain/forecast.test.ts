import { forecastDrain, isDrained } from "../../../../lib/domain/drain/forecast";
import { aPod } from "../../../fakes/pods";
import { NOW } from "../../../fakes/samples";

const CAREFUL = { deleteEmptyDirData: false, deleteUnmanagedPods: false };

describe("forecastDrain", () => {
  it("sorts the pods of a Node by what draining does to them", () => {
    const [web, going, data] = [
      aPod({ name: "web" }),
      aPod({ name: "going", deletionTime: NOW, hasEmptyDir: true }),
      aPod({ name: "data", hasEmptyDir: true }),
    ];
    const agent = aPod({ name: "agent", controller: "DaemonSet", deletionTime: NOW });
    const forecast = forecastDrain([web, going, data, agent], CAREFUL);
    expect(forecast.toEvict).toEqual([web]);
    expect(forecast.leaving).toEqual([going]);
    expect(forecast.refused).toMatchObject([{ pod: data }]);
    expect(isDrained(forecast)).toBe(false);
  });

  it("is over when only those are left that stay", () => {
    const agent = aPod({ controller: "DaemonSet" });
    expect(isDrained(forecastDrain([agent], CAREFUL))).toBe(true);
    expect(isDrained(forecastDrain([], CAREFUL))).toBe(true);
  });
});
