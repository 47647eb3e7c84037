import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { runPackage } from "./command";
import type { Tally } from "./tally";

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Unit and database tests. A file that could not even be loaded counts as one failure. */
export async function runVitest(reportDir: string): Promise<Tally> {
  const file = path.join(reportDir, "vitest.json");
  fs.rmSync(file, { force: true });
  const code = await runPackage("vitest/vitest.mjs", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, skipped: [] };
  const report = reportSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  const brokenFiles = report.testResults.filter((each) => each.status === "failed" && !each.assertionResults.some((test) => test.status === "failed"));
  const skipped = report.testResults.flatMap((each) => each.assertionResults.filter((test) => test.status === "pending" || test.status === "skipped").map((test) => test.fullName));
  const failed = report.numFailedTests + brokenFiles.length;
  // An error outside any test (an unhandled rejection, a failed teardown) shows in the exit code alone.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}
