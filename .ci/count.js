// Prints "passed failed" for one Jest report: count.js REPORT EXIT_STATUS.
import { readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file, 'utf8'));

// With a server at hand nothing that needs PostgreSQL may be skipped: a skip would look like a pass.
const skipped = process.env.KHQR_TEST_POSTGRES
  ? report.testResults
      .flatMap((suite) => suite.assertionResults.map((test) => ({ suite, test })))
      .filter(({ test }) => test.status === 'pending')
      .filter(({ suite, test }) => /postgres/i.test(`${suite.name} ${test.fullName}`))
  : [];
for (const { test } of skipped) console.error(`skipped although PostgreSQL runs: ${test.fullName}`);

// A file that throws while it loads fails without a test of its own.
let failed = report.numFailedTests + report.numRuntimeErrorTestSuites + skipped.length;
if (report.numTotalTests === 0 || (failed === 0 && status !== '0')) failed += 1;
console.log(`${report.numPassedTests} ${failed}`);
