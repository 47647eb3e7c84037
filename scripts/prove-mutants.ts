import { allReads } from "./prove/compare";
import { startProofDatabase } from "./prove/database";
import { allMutants, Hunt } from "./prove/mutants/run";
import { proveOptions } from "./prove/options";
import { Stage } from "./prove/stage";

// `npm run prove:mutants`: takes each predicate of the embargo out in turn; the proof must see every one of them missing.

const options = proveOptions(process.argv.slice(2), { worlds: 1000, seed: 1 });
console.log(`seed ${options.seed}`);
const database = await startProofDatabase();
const stage = await Stage.open(database.superUrl);
const hunt = new Hunt(stage, allReads, options);
const counts = { caught: 0, survived: 0, equivalent: 0 };
for (const mutant of (await allMutants(stage)).filter(({ name }) => name.includes(options.only))) {
  const { name, outcome, by } = await hunt.on(mutant);
  counts[outcome] += 1;
  console.log(`${outcome === "survived" ? "SURVIVED" : outcome}  ${name}  ->  ${by || `${options.worlds} worlds agree`}`);
}
console.log(`${counts.caught} caught, ${counts.survived} survived, ${counts.equivalent} equivalent`);
process.exitCode = counts.survived > 0 ? 1 : 0;
await stage.close();
await database.stop();
