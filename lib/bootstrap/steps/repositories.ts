import type { RepositorySpec, NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** The repositories are set up, signed by their keys, and offer the wanted version. */
export function repositories(run: NodeSpec): Step {
  const files = run.repositories.map((repository, index) => repositoryFiles(repository, index));
  return step("repositories", {
    parameters: { KUBERNETES_VERSION: run.kubernetesVersion },
    files: Object.assign({ "stargate.sources": sources(run.repositories) }, ...files) as Record<
      string,
      string
    >,
    checkSeconds: 240,
    applySeconds: 300,
  });
}

/** Files of one repository; without a key the server downloads it. */
function repositoryFiles(repository: RepositorySpec, index: number): Record<string, string> {
  const folder = `repositories/${index}`;
  return {
    [`${folder}/url`]: repository.url,
    ...(repository.key === undefined ? {} : { [`${folder}/key.asc`]: repository.key }),
    ...(repository.fingerprint === undefined
      ? {}
      : { [`${folder}/fingerprint`]: repository.fingerprint }),
  };
}

/** apt's deb822 format, one stanza a repository. Source: sources.list(5). */
function sources(all: readonly RepositorySpec[]): string {
  return all
    .map(({ url }, index) =>
      [
        "# Written by Stargate.",
        "Types: deb",
        `URIs: ${url}`,
        "Suites: /",
        `Signed-By: /etc/apt/keyrings/stargate-${index}.asc`,
        "",
      ].join("\n"),
    )
    .join("\n");
}
