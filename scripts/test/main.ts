import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildPortal, generateClient, isBuilt } from "../demo/build";
import { runChecks } from "./checks";
import { root } from "./command";
import { runPlaywright } from "./playwright";
import { runMutants, runProof } from "./proof";
import { runPytest } from "./pytest";
import { closingLine, sum, tallyOf, type Tally } from "./tally";
import { runVitest } from "./vitest";

// `npm test`: checks, unit and database tests, the Python client's tests, the build, the proof of the
// embargo and of what that proof sees, the browser journeys.
// `--allow-skip PATTERN` makes every skipped test that does not match a failure; .ci/run uses it.

const { values } = parseArgs({ options: { "allow-skip": { type: "string" }, only: { type: "string" } } });
const reportDir = path.join(root, "test-results");
fs.mkdirSync(reportDir, { recursive: true });

const parts: Record<string, () => Promise<Tally>> = {
  checks: runChecks,
  unit: () => runVitest(reportDir),
  python: () => runPytest(reportDir),
  build: runBuild,
  proof: () => runProof(reportDir),
  mutants: () => runMutants(reportDir),
  journeys: () => runPlaywright(reportDir),
};

async function runBuild(): Promise<Tally> {
  try {
    if (!isBuilt(root)) await buildPortal(root);
    return tallyOf("build", 0, { passed: 1, failures: [] });
  } catch (error) {
    console.error((error as Error).message);
    return tallyOf("build", 1, { passed: 0, failures: [] });
  }
}

await generateClient(root);
const tallies: Tally[] = [];
for (const [name, runPart] of Object.entries(parts)) {
  if (values.only && !values.only.split(",").includes(name)) continue;
  const started = performance.now();
  console.log(`\n== ${name}`);
  const tally = await runPart();
  tallies.push(tally);
  console.log(`== ${name}: ${closingLine(tally)} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

let total = sum(tallies);
for (const name of total.skipped) console.log(`skipped: ${name}`);
const allowed = values["allow-skip"];
if (allowed !== undefined) {
  const forbidden = total.skipped.filter((name) => !new RegExp(allowed).test(name));
  const failures = forbidden.map((name) => `skipped, and that is not allowed here: ${name}`);
  total = { ...sum([total, tallyOf("skips", 0, { passed: 0, failures })]), skipped: total.skipped.filter((name) => !forbidden.includes(name)) };
}
// Once more at the end, where who reads the log looks first.
for (const name of total.failures) console.log(`FAILED: ${name}`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;
