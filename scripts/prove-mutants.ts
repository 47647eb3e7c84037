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
async function hunt(stage: Stage): Promise<{ caught: number; survived: number; equivalent: number }> {
  const kept = new Witnesses(witnesses ?? path.join(import.meta.dirname, "prove/mutants/witnesses.json"));
  const hunter = new Hunt(stage, reads ? allReads.filter(({ name }) => reads.includes(name)) : allReads, kept, worlds);
  const counts = { caught: 0, survived: 0, equivalent: 0 };
  const asked = (await allMutants(stage)).filter(({ name }) => name.includes(only) && !(untold && kept.of(name).length > 0));
  for (const mutant of asked.filter((_, i) => i % part.of === part.number - 1)) {
    const { name, outcome, by } = await hunter.on(mutant);
    counts[outcome] += 1;
    console.log(`${outcome === "survived" ? "SURVIVED" : outcome}  ${name}${by && `  ->  ${by}`}`);
  }
  return counts;
}

const database = await startProofDatabase();
try {
  const stage = await Stage.open(database.superUrl);
  const { caught, survived, equivalent } = await hunt(stage).finally(() => stage.close());
  console.log(`${caught} caught, ${survived} survived, ${equivalent} equivalent`);
  if (report) fs.writeFileSync(report, JSON.stringify({ agreed: caught, failed: survived }));
  process.exitCode = survived > 0 ? 1 : 0;
} finally {
  await database.stop();
}
