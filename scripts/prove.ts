import { allReads } from "./prove/compare";
import { startProofDatabase } from "./prove/database";
import { proveOptions } from "./prove/options";
import { readable } from "./prove/report";
import { prove } from "./prove/run";
import { Stage } from "./prove/stage";

// `npm run prove -- --worlds N --seed S`: the embargo as the system has it, held to the oracle over N worlds.

const options = proveOptions(process.argv.slice(2));
console.log(`seed ${options.seed}`);
const database = await startProofDatabase();
const stage = await Stage.open(database.superUrl);
const started = performance.now();
const verdict = await prove(stage, allReads, options);
const seconds = (performance.now() - started) / 1000;
console.log(verdict.counterexample ? `\nThe system differs from the oracle.\n${readable(verdict.counterexample)}` : `${verdict.worlds} worlds agree in ${allReads.length} reads each, ${(verdict.worlds / seconds).toFixed(1)} worlds/s; seed ${options.seed}`);
process.exitCode = verdict.counterexample ? 1 : 0;
await stage.close();
await database.stop();
