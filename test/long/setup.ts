import fc from "fast-check";

/** Cases of each property. */
const RUNS = 100_000;

fc.configureGlobal({ numRuns: RUNS });

// A hundred thousand cases of an object with lists take minutes.
jest.setTimeout(900_000);
