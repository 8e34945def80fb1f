import { obstacleWords } from "../../../../lib/domain/drain/words";
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
