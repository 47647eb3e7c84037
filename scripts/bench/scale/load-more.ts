import { writeStore } from "@/lib/catalogue/load/load-store";
import { checkEnvironment } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { closePools } from "@/lib/db/pool";
import { syntheticStore } from "../synthetic-store";

// Loads a made-up store with its files as a process of its own, so that searches meanwhile are timed undisturbed.
// Prints what it loaded as one JSON line. The environment is the benchmarks'.

checkEnvironment("loader");
// Its output is the one line.
log.level = "silent";
const [name, observations] = process.argv.slice(2);
const { content } = syntheticStore({ name: name!, observations: Number(observations), products: true, member: false });
const started = performance.now();
const report = await writeStore(content);
console.log(JSON.stringify({ observations: report.observations.added, files: report.products.added, seconds: (performance.now() - started) / 1000 }));
await closePools();
