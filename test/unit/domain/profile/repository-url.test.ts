import fc from "fast-check";
import { isRepositoryUrl } from "../../../../lib/domain/profile/repository-url";

describe("isRepositoryUrl", () => {
  it.each([
    "https://pkgs.k8s.io/core:/stable:/v{minor}/deb/",
    "http://10.0.0.1:8080/a~b/c+d/",
    "http://m/",
  ])("takes %s", url => {
    expect(isRepositoryUrl(url)).toBe(true);
  });

  it.each(["http://m", "ftp://m/", "http://m//", "http://-m/", "http://m./", "http://a b/"])(
    "refuses %s",
    url => {
      expect(isRepositoryUrl(url)).toBe(false);
    },
  );

  it("takes exactly the ports that there are", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), port => {
        expect(isRepositoryUrl(`http://m:${port}/`)).toBe(port >= 1 && port <= 65_535);
      }),
    );
  });
});
