/** A Kubernetes version; without a patch it stands for the newest one. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number | undefined;
}

const SHAPE = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})(?:\.(0|[1-9]\d{0,2}))?$/;

/** The version in the text ("1.34" or "1.34.4"), or undefined. */
export function parseVersion(text: string): KubernetesVersion | undefined {
  const [, major, minor, patch] = SHAPE.exec(text) ?? [];
  if (major === undefined || minor === undefined) {
    return undefined;
  }
  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
  };
}

/** "1.34": the name of the minor, as package repositories spell it. */
export function minorOf({ major, minor }: KubernetesVersion): string {
  return `${major}.${minor}`;
}

/** Whether an exact version is what was wanted: the same minor, and the same patch where one is named. */
export function satisfies(exact: string, wanted: string): boolean {
  const have = parseVersion(exact.replace(/^v/, ""));
  const want = parseVersion(wanted);
  return (
    have !== undefined &&
    want !== undefined &&
    minorOf(have) === minorOf(want) &&
    (want.patch === undefined || want.patch === have.patch)
  );
}
