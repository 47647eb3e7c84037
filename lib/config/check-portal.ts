import { checkEnvironment, ConfigurationError } from "./environment";

/**
 * Ends the portal's process, with every fault named, when a setting is missing or wrong.
 *
 * @param more reads what settings point at, and throws as they do
 */
export function checkPortalSettings(more: () => unknown): void {
  try {
    checkEnvironment("portal");
    more();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`The portal can not start:\n  ${error.faults.join("\n  ")}\n`);
    process.exit(1);
  }
}
