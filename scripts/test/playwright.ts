import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { runPackage } from "./command";
import { noReport, tallyOf, type Tally } from "./tally";

const testSchema = z.object({ status: z.enum(["expected", "unexpected", "flaky", "skipped"]), annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })).default([]) });
const specSchema = z.object({ title: z.string(), file: z.string(), tests: z.array(testSchema) });
interface Suite {
  specs?: z.infer<typeof specSchema>[];
  suites?: Suite[];
}
const suiteSchema: z.ZodType<Suite> = z.object({ specs: z.array(specSchema).optional(), get suites() { return z.array(suiteSchema).optional(); } });
const reportSchema = z.object({ suites: z.array(suiteSchema), errors: z.array(z.unknown()).default([]) });

/** The browser journeys. A flaky one is a failed one: it hides a race. */
export async function runPlaywright(reportDir: string): Promise<Tally> {
  const file = path.join(reportDir, "playwright.json");
  fs.rmSync(file, { force: true });
  const code = await runPackage("@playwright/test/cli.js", ["test", "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  if (!fs.existsSync(file)) return noReport("journeys");
  const report = reportSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  const tests = report.suites.flatMap(specsOf).flatMap((spec) => spec.tests.map((test) => ({ ...test, title: `${spec.file}: ${spec.title}` })));
  return tallyOf("journeys", code, {
    passed: tests.filter((test) => test.status === "expected").length,
    failures: tests.filter((test) => test.status === "unexpected" || test.status === "flaky").map((test) => test.title),
    skipped: tests.filter((test) => test.status === "skipped").map((test) => `${test.title}: ${test.annotations.find((each) => each.type === "skip")?.description ?? "no reason given"}`),
  });
}

function specsOf(suite: Suite): z.infer<typeof specSchema>[] {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}
