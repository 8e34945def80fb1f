// Tells what took longest, lists what failed and adds up jest's own results: count-results.cjs FOLDER SUITE…
// A test file that could not run counts as a failure, and so does a suite without results.
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");

const [folder, ...suites] = process.argv.slice(2);
/** So many files are told of, those that took longest. */
const SLOWEST = 50;

const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const durations = [];
for (const suite of suites) {
  const results = read(path.join(folder, `${suite}.json`));
  if (results === undefined) {
    sum.failed += 1;
    failures.push(`FAILED test:${suite}: no results`);
    continue;
  }
  sum.passed += results.numPassedTests;
  sum.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  sum.skipped += results.numPendingTests + results.numTodoTests;
  failures.push(...results.testResults.flatMap(failuresOf));
  durations.push(...results.testResults.map(result => durationOf(suite, result)));
}
durations.sort((one, other) => other.seconds - one.seconds);
// One line: where a log is cut, what failed is not what goes.
const told = durations.slice(0, SLOWEST).map(({ file, seconds }) => `${file} ${seconds}`);
console.log(`seconds: ${told.join(", ")}`);
failures.forEach(failure => console.log(failure));
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** The results, unless the runner was stopped before or while it wrote them. */
function read(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

function durationOf(suite, { name, startTime, endTime }) {
  const file = path.basename(name, ".test.ts");
  return { file: `${suite}/${file}`, seconds: Math.round((endTime - startTime) / 1000) };
}

function failuresOf({ name, status, message, assertionResults }) {
  const file = path.relative(process.cwd(), name);
  const failed = assertionResults.filter(test => test.status === "failed");
  if (failed.length === 0 && status === "failed") {
    return [`FAILED ${file}:\n${message}`];
  }
  return failed.map(
    ({ fullName, failureMessages }) => `FAILED ${file}: ${fullName}\n${failureMessages.join("\n")}`,
  );
}
