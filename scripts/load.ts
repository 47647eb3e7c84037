import path from "node:path";
import { parseArgs } from "node:util";
import { loadStore } from "@/lib/catalogue/load/load-store";
import { checkEnvironment, ConfigurationError } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { closePools } from "@/lib/db/pool";
import { lakeBackend } from "@/lib/datalake/registry";
import { AppError } from "@/lib/errors/app-error";
import { demoLoaderEnvironment } from "./demo/connect";

// `npm run load -- STORE --collection NAME --projects FILE`: a GADF store into the catalogue and the data lake.

const USAGE = "Usage: npm run load -- STORE --collection NAME [--projects FILE] [--managers GROUP,…] [--data-dir DIR of a demo] [--quiet]";

class UsageError extends Error {}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { collection: { type: "string" }, projects: { type: "string" }, managers: { type: "string" }, "data-dir": { type: "string", default: ".demo" }, quiet: { type: "boolean", default: false } },
    });
    const [store, ...more] = positionals;
    if (store === undefined || more.length > 0) throw new UsageError("Give one folder of a GADF store.");
    if (values.collection === undefined) throw new UsageError("Give the collection's name with --collection.");
    if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(values.collection)) throw new UsageError(`--collection ${values.collection}: a collection's name has small letters, digits, '.', '_' and '-'.`);
    return { store: path.resolve(store), collection: values.collection, projectsFile: values.projects ? path.resolve(values.projects) : null, managers: values.managers?.split(",").map((group) => group.trim().replace(/^\//, "")).filter(Boolean), dataDir: path.resolve(values["data-dir"]), quiet: values.quiet };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** With SYSTEM_DATABASE_URL set, that database; else the demo's on the data folder. */
function configure(dataDir: string): void {
  process.env.AIRSHOWER_PROCESS = "loader";
  if (!process.env.SYSTEM_DATABASE_URL) {
    const demo = demoLoaderEnvironment(dataDir);
    if (!demo) throw new UsageError(`No database is known: start the demo (npm run demo), name its folder with --data-dir (${dataDir} has none), or set SYSTEM_DATABASE_URL and LAKE_ROOT.`);
    Object.assign(process.env, demo);
  }
  checkEnvironment("loader");
}

async function main(): Promise<void> {
  const { store, collection, projectsFile, managers, dataDir, quiet } = options();
  configure(dataDir);
  log.level = process.env.LOG_LEVEL ?? "warn";
  const started = performance.now();
  const isTerminal = process.stderr.isTTY && !quiet;
  const report = await loadStore({
    store,
    collection,
    projectsFile,
    managers,
    takeIn: (file) => lakeBackend("local").put(file),
    progress: (done, total) => isTerminal && process.stderr.write(`\r${done} of ${total} files${done === total ? "\n" : ""}`),
  });
  if (!quiet) for (const finding of report.findings) console.log(`note: ${finding}`);
  for (const each of report.kept) console.log(`kept: ${each}`);
  const { observations, products } = report;
  console.log(`${collection}: observations ${observations.added} added, ${observations.changed} changed, ${observations.unchanged} unchanged`);
  console.log(`${collection}: files ${products.added} added, ${products.changed} as new releases, ${products.unchanged} unchanged`);
  console.log(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

try {
  await main();
} catch (error) {
  const known = error instanceof AppError || error instanceof UsageError || error instanceof ConfigurationError;
  console.error(known ? error.message : `Loading failed, and nothing was changed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await closePools();
}
