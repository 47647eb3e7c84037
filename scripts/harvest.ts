import path from "node:path";
import { parseArgs } from "node:util";
import { checkEnvironment, ConfigurationError } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { rucio } from "@/lib/datalake/backends/rucio/connection";
import { harvest, type HarvestReport } from "@/lib/datalake/harvest/harvest";
import { readMapping } from "@/lib/datalake/harvest/mapping";
import { closePools } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { demoLoaderEnvironment } from "./demo/connect";

// `npm run harvest -- --scope S --mapping FILE`: what Rucio has in a scope, into the catalogue. Again, it changes only what changed.

const USAGE = "Usage: npm run harvest -- --scope SCOPE --mapping FILE [--data-dir DIR of a demo] [--quiet]";

class UsageError extends Error {}

function options() {
  try {
    const { values } = parseArgs({ options: { scope: { type: "string" }, mapping: { type: "string" }, "data-dir": { type: "string", default: ".demo" }, quiet: { type: "boolean", default: false } } });
    if (values.scope === undefined) throw new UsageError("Give the scope with --scope.");
    if (values.mapping === undefined) throw new UsageError("Give the mapping file with --mapping.");
    return { scope: values.scope, mappingFile: path.resolve(values.mapping), dataDir: path.resolve(values["data-dir"]), quiet: values.quiet };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** With SYSTEM_DATABASE_URL set, that database; else the demo's on the data folder. */
function configure(dataDir: string): void {
  process.env.AIRSHOWER_PROCESS = "harvest";
  if (!process.env.SYSTEM_DATABASE_URL) {
    const demo = demoLoaderEnvironment(dataDir);
    if (!demo) throw new UsageError(`No database is known: start the demo (npm run demo), name its folder with --data-dir (${dataDir} has none), or set SYSTEM_DATABASE_URL.`);
    Object.assign(process.env, demo);
  }
  checkEnvironment("harvest");
}

async function main(): Promise<void> {
  const { scope, mappingFile, dataDir, quiet } = options();
  const mapping = readMapping(mappingFile);
  configure(dataDir);
  log.level = process.env.LOG_LEVEL ?? "warn";
  const started = performance.now();
  const isTerminal = process.stderr.isTTY && !quiet;
  const report = await harvest(rucio().client, scope, mapping, (what, done, total) => isTerminal && process.stderr.write(`\r${what}: ${done} of ${total}${done === total ? "\n" : ""}`));
  tell(mapping.collection.name, scope, report, quiet);
  console.log(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function tell(collection: string, scope: string, { listed, observations, products, datasets, kept, withoutProject, gone, skipped }: HarvestReport, quiet: boolean): void {
  if (!quiet) for (const line of skipped) console.log(`left out: ${line}`);
  for (const line of kept) console.log(`kept: ${line}`);
  if (gone.length > 0) console.log(`gone: Rucio lists ${gone.length} files no more that the catalogue keeps: ${gone.slice(0, 5).join(", ")}${gone.length > 5 ? " …" : ""}`);
  if (withoutProject > 0) console.log(`note: ${withoutProject} observations belong to no project: closed to all but the collection's group`);
  console.log(`${scope}: ${listed.files} files, ${listed.datasets} datasets, ${listed.containers} containers`);
  console.log(`${collection}: observations ${observations.added} added, ${observations.changed} changed, ${observations.unchanged} unchanged`);
  console.log(`${collection}: datasets and containers ${datasets.added} added, ${datasets.removed} removed, ${datasets.unchanged} unchanged; in them observations ${datasets.membersAdded} added, ${datasets.membersRemoved} removed`);
  console.log(`${collection}: files ${products.added} added, ${products.changed} as new releases, ${products.unchanged} unchanged`);
}

try {
  await main();
} catch (error) {
  const known = error instanceof AppError || error instanceof UsageError || error instanceof ConfigurationError;
  console.error(known ? error.message : `Harvesting failed, and nothing was changed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await closePools();
}
