import { parseArgs } from "node:util";
import { ConfigurationError, setting } from "@/lib/config/environment";
import { anonymisePerson } from "./audit/anonymise";
import { Complaint, configureAudit } from "./audit/configure";

// `npm run audit:anonymise -- --user NAME`: takes a person's name out of the audit and ends their API tokens; no chain breaks.

try {
  const { values } = parseArgs({ options: { user: { type: "string" }, "data-dir": { type: "string", default: ".demo" } } });
  if (!values.user) throw new Complaint("Whom? Example: npm run audit:anonymise -- --user pi-crab");
  configureAudit("audit-upkeep", values["data-dir"]);
  const { people, tokens } = await anonymisePerson(setting("MIGRATE_DATABASE_URL"), values.user);
  if (people + tokens === 0) throw new Complaint(`Nobody called ${values.user} is in the audit; nothing was changed.`);
  console.log(`${values.user} is anonymous in the audit now. What they do from now on is recorded under a new id.${tokens === 0 ? "" : ` Of their API tokens ${tokens} have ended.`}`);
} catch (error) {
  console.error(error instanceof Complaint || error instanceof ConfigurationError ? error.message : `Anonymising failed: ${(error as Error).message}`);
  process.exitCode = 1;
}
