import { parseArgs } from "node:util";
import { checkEnvironment, ConfigurationError } from "@/lib/config/environment";
import { closePools } from "@/lib/db/pool";
import { analysisCatalogue } from "@/lib/launch/analyses/catalogue";
import { notebookServices } from "@/lib/launch/services/registry";
import { findSoftware } from "@/lib/launch/software/catalogue";
import { refreshSources } from "@/lib/launch/software/kept";
import { softwareReport } from "./software/report";

// `npm run software [-- --refresh]`: the catalogue of notebooks and software as the portal has it: what is offered where, and why the
// rest is not. With --refresh the addresses of SOFTWARE_URLS are asked now. Ends with 1 when one of them has failed.

const { values } = parseArgs({ options: { refresh: { type: "boolean", default: false } } });
process.env.AIRSHOWER_PROCESS = "software";
process.env.LOG_LEVEL ??= "silent";
try {
  checkEnvironment("software");
  const services = notebookServices();
  if (values.refresh) await refreshSources(AbortSignal.timeout(600_000), true);
  const { records, sources } = await findSoftware();
  for (const line of softwareReport(analysisCatalogue(), records, sources, services)) console.log(line);
  process.exitCode = sources.some(({ asOf, fault }) => asOf === null || fault !== null) ? 1 : 0;
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.faults.join("\n") : (error as Error).message);
  process.exitCode = 1;
} finally {
  await closePools();
}
