import fs from "node:fs";
import { allReads } from "./prove/compare";
import { startProofDatabase } from "./prove/database";
import { startProofPortal } from "./prove/http/portal";
import { proveOverHttp } from "./prove/http/run";
import { proveOptions } from "./prove/options";
import { readable } from "./prove/report";
import { prove, type Verdict } from "./prove/run";
import { Stage } from "./prove/stage";

// `npm run prove -- --worlds N --seed S [--http]`: the embargo as the system has it, held to the oracle over N worlds
// through lib, and over a tenth as many through the running portal and files process.

const options = proveOptions(process.argv.slice(2));
console.log(`seed ${options.seed}`);
const database = await startProofDatabase();

function tell(way: string, verdict: Verdict, seconds: number): void {
  if (verdict.counterexample) console.log(`\nThe system differs from the oracle ${way}; seed ${options.seed}.\n${readable(verdict.counterexample)}`);
  else console.log(`${verdict.worlds} worlds agree ${way}, ${(verdict.worlds / seconds).toFixed(1)} worlds/s; seed ${options.seed}`);
}

async function timed(way: string, work: () => Promise<Verdict>): Promise<Verdict> {
  const started = performance.now();
  const verdict = await work();
  tell(way, verdict, (performance.now() - started) / 1000);
  return verdict;
}

async function throughLib(): Promise<Verdict> {
  const stage = await Stage.open(database.superUrl);
  try {
    return await timed(`in ${allReads.length} reads through lib`, () => prove(stage, allReads, options));
  } finally {
    await stage.close();
  }
}

async function overHttp(): Promise<Verdict> {
  const portal = await startProofPortal(database);
  try {
    return await timed("over HTTP", () => proveOverHttp(portal, { worlds: options.httpWorlds, seed: options.seed }));
  } finally {
    await portal.stop();
  }
}

try {
  const verdicts = [...(options.worlds > 0 ? [await throughLib()] : []), ...(options.httpWorlds > 0 ? [await overHttp()] : [])];
  const agreed = verdicts.filter(({ counterexample }) => counterexample === null).reduce((sum, { worlds }) => sum + worlds, 0);
  const failed = verdicts.filter(({ counterexample }) => counterexample !== null).length;
  if (options.report) fs.writeFileSync(options.report, JSON.stringify({ agreed, failed }));
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await database.stop();
}
