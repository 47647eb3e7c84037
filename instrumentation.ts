/** Next calls this once when the portal starts: a wrong setting ends it here, with words, and not in somebody's first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { checkEnvironment, ConfigurationError } = await import("@/lib/config/environment");
  try {
    checkEnvironment("portal");
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`The portal can not start:\n  ${error.faults.join("\n  ")}\n`);
    process.exit(1);
  }
}
