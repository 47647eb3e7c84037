import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { run } from "./command";
import { noReport, sum, tallyOf, type Tally } from "./tally";

const verdictSchema = z.object({ agreed: z.number().int(), failed: z.number().int() });

/**
 * 2,000 worlds through lib and 200 over HTTP: one half beside the other, since each waits for its own database. The same
 * worlds each time, so that what fails here fails for who looks into it too; `npm run prove` takes others.
 */
const halves = [["--worlds", "1200", "--seed", "20261120"], ["--worlds", "800", "--seed", "4242", "--http-worlds", "200"]] as const;

/** The proof of the embargo: each world in which the system and the oracle agree counts as one test. */
export async function runProof(reportDir: string): Promise<Tally> {
  return sum(await Promise.all(halves.map((worlds, i) => runPart("scripts/prove.ts", path.join(reportDir, `proof-${i + 1}.json`), worlds))));
}

/** The proof of the proof: each predicate of the embargo taken out, and seen to be missing, counts as one test. */
export async function runMutants(reportDir: string): Promise<Tally> {
  return sum(await Promise.all(["1/2", "2/2"].map((part, i) => runPart("scripts/prove-mutants.ts", path.join(reportDir, `mutants-${i + 1}.json`), ["--part", part]))));
}

async function runPart(script: string, file: string, args: readonly string[]): Promise<Tally> {
  fs.rmSync(file, { force: true });
  const code = await run(process.execPath, ["--import", "tsx", script, ...args, "--report", file]);
  if (!fs.existsSync(file)) return noReport(script);
  const { agreed, failed } = verdictSchema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  return tallyOf(script, code, { passed: agreed, failures: Array.from({ length: failed }, (_, i) => `${script} ${args.join(" ")}: difference ${i + 1} of ${failed}`) });
}
