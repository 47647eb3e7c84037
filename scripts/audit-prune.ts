import { parseArgs } from "node:util";
import { ConfigurationError, environment, setting } from "@/lib/config/environment";
import { Complaint, configureAudit } from "./audit/configure";
import { pruneAudit } from "./audit/prune";

// `npm run audit:prune`: removes what is older than AUDIT_RETENTION_DAYS. The chains go on from a signed checkpoint.

try {
  const { values } = parseArgs({ options: { "data-dir": { type: "string", default: ".demo" } } });
  configureAudit("audit-upkeep", values["data-dir"]);
  const days = environment().AUDIT_RETENTION_DAYS;
  if (days === undefined) {
    console.log("AUDIT_RETENTION_DAYS is not set: the audit is kept for ever, and nothing was removed.");
  } else {
    const pruned = await pruneAudit(setting("MIGRATE_DATABASE_URL"), new Date(Date.now() - days * 86_400_000));
    for (const { chain, entries } of pruned) console.log(`${chain}: ${entries} entries removed`);
    console.log(`${pruned.length} chains had entries older than ${days} days.`);
  }
} catch (error) {
  console.error(error instanceof Complaint || error instanceof ConfigurationError ? error.message : `Pruning failed: ${(error as Error).message}`);
  process.exitCode = 1;
}
