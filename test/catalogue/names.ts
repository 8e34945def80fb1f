/** Names that an object can have. */
export const NAMES: readonly string[] = ["a", "0", "k8s-1-34", "a.b", "a-b.c-d", "1.2.3.4"];

/** Names that no object can have. */
export const NO_NAMES: readonly string[] = [
  "",
  " ",
  "A",
  "Upper",
  "-a",
  "a-",
  ".a",
  "a.",
  "a..b",
  "a.-b",
  "a-.b",
  "a_b",
  "a/b",
  "other/x",
  "../x",
  "a:b",
  "a,b",
  "a ",
  " a",
  "a\n",
];
