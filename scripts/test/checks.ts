import { runPackage } from "./command";
import { sum, tallyOf, type Tally } from "./tally";

const checks = [
  { name: "types", script: "typescript/bin/tsc", args: ["--noEmit"] },
  { name: "lint", script: "eslint/bin/eslint.js", args: [".", "--max-warnings=0"] },
  { name: "import directions", script: "dependency-cruiser/bin/dependency-cruise.mjs", args: ["--config", ".dependency-cruiser.cjs", "app", "components", "lib", "server", "scripts"] },
];

/** The checks that read the code without running it; each counts as one test. */
export async function runChecks(): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const { name, script, args } of checks) {
    const code = await runPackage(script, args);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${name}`);
    tallies.push(tallyOf(name, code, { passed: code === 0 ? 1 : 0, failures: [] }));
  }
  return sum(tallies);
}
