import { checkEnvironment, ConfigurationError } from "./environment";

/** Ends the portal's process, with every fault named, when a setting is missing or wrong. */
export function checkPortalSettings(): void {
  try {
    checkEnvironment("portal");
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`The portal can not start:\n  ${error.faults.join("\n  ")}\n`);
    process.exit(1);
  }
}
