import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root, runPackage } from "./command";
import { noReport, tallyOf, type Tally } from "./tally";

const reportSchema = z.object({
  numPassedTests: z.number(),
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
  if (!fs.existsSync(file)) return noReport("unit and database tests");
  const report = reportSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  const where = (name: string) => path.relative(root, name);
  const named = (statuses: readonly string[]) => report.testResults.flatMap((each) => each.assertionResults.filter((test) => statuses.includes(test.status)).map((test) => `${where(each.name)}: ${test.fullName}`));
  const brokenFiles = report.testResults.filter((each) => each.status === "failed" && !each.assertionResults.some((test) => test.status === "failed"));
  // An error outside any test (an unhandled rejection, a failed teardown) shows in the exit code alone.
  return tallyOf("unit and database tests", code, {
    passed: report.numPassedTests,
    failures: [...named(["failed"]), ...brokenFiles.map((each) => `${where(each.name)}: ${each.message?.split("\n")[0] ?? "could not be loaded"}`)],
    skipped: named(["pending", "skipped"]),
  });
}
