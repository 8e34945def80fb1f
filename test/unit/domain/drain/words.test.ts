import { drainingWords, forecastWords, obstacleWords } from "../../../../lib/domain/drain/words";
import { aPod } from "../../../fakes/pods";

describe("obstacleWords", () => {
  it("names each pod and what keeps it, and counts what is too much", () => {
    const obstacles = ["a", "b", "c", "d", "e"].map(name => ({
      pod: aPod({ name }),
      message: "stays",
    }));
    expect(obstacleWords(obstacles.slice(0, 2))).toBe("pod shop/a: stays; pod shop/b: stays");
    expect(obstacleWords(obstacles)).toBe(
      "pod shop/a: stays; pod shop/b: stays; pod shop/c: stays; and 2 more",
    );
  });
});

const pods = (...names: readonly string[]) => names.map(name => aPod({ name }));

describe("forecastWords", () => {
  const nothing = { toEvict: [], leaving: [], refused: [] };

  it.each([
    [nothing, "no pod has to leave the Node"],
    [{ ...nothing, toEvict: pods("a") }, "1 pod has to leave the Node first: shop/a"],
    [
      { ...nothing, toEvict: pods("a", "b", "c"), leaving: pods("d", "e") },
      "5 pods have to leave the Node first: shop/a, shop/b, shop/c, and 2 more",
    ],
    [
      { ...nothing, refused: [{ pod: aPod({ name: "db" }), message: "has data" }] },
      "no pod has to leave the Node; nothing is touched while something would be lost: pod shop/db: has data",
    ],
  ])("%#: says who has to leave, and what is in the way", (forecast, words) => {
    expect(forecastWords(forecast)).toBe(words);
  });
});

describe("drainingWords", () => {
  const going = aPod({ name: "going", deletionTime: "2026-01-01T12:00:30Z" });
  const kept = [{ pod: aPod({ name: "kept" }), message: "stays" }];

  it.each([
    [[], [], "no pod is left"],
    [[going], [], "1 pod is leaving: shop/going (its grace ends at 12:00:30Z)"],
    [
      [going, ...pods("a", "b", "c")],
      [],
      "4 pods are leaving: shop/going (its grace ends at 12:00:30Z), shop/a, shop/b, and 1 more",
    ],
    [[], kept, "1 of 1 pod cannot leave: pod shop/kept: stays"],
    [
      [going],
      kept,
      "1 of 2 pods cannot leave: pod shop/kept: stays; 1 pod is leaving: shop/going (its grace ends at 12:00:30Z)",
    ],
  ])("%#: says how many pods are left, and which", (leaving, blocked, words) => {
    expect(drainingWords(leaving, blocked)).toBe(words);
  });
});
