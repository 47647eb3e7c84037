/** Next calls this once when the portal starts: a wrong setting ends it here, with words, and not in somebody's first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { checkPortalSettings } = await import("@/lib/config/check-portal");
    const { notebookServices } = await import("@/lib/launch/services/registry");
    const { localSoftware } = await import("@/lib/launch/software/folder");
    checkPortalSettings(() => [notebookServices(), localSoftware()]);
    const { serveMetrics } = await import("@/lib/http/metrics");
    serveMetrics("portal");
  }
}
