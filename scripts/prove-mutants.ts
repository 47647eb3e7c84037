import fs from "node:fs";
import path from "node:path";
import { allReads } from "./prove/compare";
import { startProofDatabase } from "./prove/database";
import { mutantOptions } from "./prove/mutants/options";
import { allMutants, Hunt } from "./prove/mutants/run";
import { Witnesses } from "./prove/mutants/witnesses";
import { Stage } from "./prove/stage";

// `npm run prove:mutants`: takes each predicate of the embargo out in turn; the proof must see every one of them missing.

const { only, untold, worlds, reads, part, report, witnesses } = mutantOptions(process.argv.slice(2));
const database = await startProofDatabase();
try {
  const stage = await Stage.open(database.superUrl);
  const kept = new Witnesses(witnesses ?? path.join(import.meta.dirname, "prove/mutants/witnesses.json"));
  const hunt = new Hunt(stage, reads ? allReads.filter(({ name }) => reads.includes(name)) : allReads, kept, worlds);
  const counts = { caught: 0, survived: 0, equivalent: 0 };
  const asked = (await allMutants(stage)).filter(({ name }) => name.includes(only) && !(untold && kept.of(name)));
  for (const mutant of asked.filter((_, i) => i % part.of === part.number - 1)) {
    const { name, outcome, by } = await hunt.on(mutant);
    counts[outcome] += 1;
    console.log(`${outcome === "survived" ? "SURVIVED" : outcome}  ${name}${by && `  ->  ${by}`}`);
  }
  console.log(`${counts.caught} caught, ${counts.survived} survived, ${counts.equivalent} equivalent`);
  if (report) fs.writeFileSync(report, JSON.stringify({ agreed: counts.caught, failed: counts.survived }));
  process.exitCode = counts.survived > 0 ? 1 : 0;
  await stage.close();
} finally {
  await database.stop();
}
