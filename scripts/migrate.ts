import { migrate } from "./postgres/migrate";
import { checkEnvironment, ConfigurationError } from "../lib/config/environment";

// `npm run migrate`: brings the database of MIGRATE_DATABASE_URL to this version.
try {
  await migrate(checkEnvironment("migration").MIGRATE_DATABASE_URL);
  console.log("The database is at this version.");
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : `Migrating failed: ${(error as Error).message}`);
  process.exitCode = 1;
}
