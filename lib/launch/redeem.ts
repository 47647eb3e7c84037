import { readManifest } from "@/lib/basket/manifest";
import type { Manifest } from "@/lib/basket/schemas";
import { setting } from "@/lib/config/environment";
import { redeemTicket, type StagingAccess, stagingAccess } from "@/lib/embargo/staging-viewer";
import { withViewerSql } from "@/lib/embargo/transaction";
import { LaunchOver, ManifestClosed, TicketUnknown, TicketUsed } from "./errors";
import { failLaunch, lockLaunch } from "./locked";
import type { Redeemed } from "./schemas";
import { newSecret } from "./ticket";

/**
 * Exchanges a launch's ticket for a staging token and the manifest, which is decided once more under its owner's rights
 * as they are now: when a file is closed to them by now, nothing is given out and the launch fails.
 *
 * @param key made by the session: the same ticket with the same key can be redeemed again, so that a lost answer strands nothing
 * @throws TicketUnknown, TicketUsed, LaunchOver, ManifestClosed
 */
export async function redeem(ticket: string, key: string): Promise<Redeemed> {
  const token = newSecret();
  const redemption = await redeemTicket(ticket, key, token);
  if (redemption.outcome === "unknown") throw new TicketUnknown();
  if (redemption.outcome === "used") throw new TicketUsed();
  if (redemption.outcome !== "redeemed") throw new LaunchOver(403);
  const access = await stagingAccess(token);
  if (access === null) throw new LaunchOver(403);

  const { manifest, closedCount } = await readManifest(access.viewer, access.manifestId);
  if (closedCount > 0) {
    const error = new ManifestClosed(closedCount, manifest.files.length + closedCount);
    await withViewerSql(access.viewer, async (sql) => {
      const at = await lockLaunch(sql, access.launchId);
      if (at) await failLaunch(sql, at, { slug: error.slug, title: "Files of this launch are closed to you by now", detail: `${error.message}.`, nextStep: "Look at the basket: it shows what is open to you now. Then launch again." });
    });
    throw error;
  }
  return { token, expiresAt: redemption.tokenExpiresAt.toISOString(), launchId: access.launchId, filesUrl: setting("FILES_URL"), manifest: { ...manifest, files: await withMounted(access, manifest.files) } };
}

// Joined with the manifest's files, of which row-level security shows those that may be read.
const MOUNTED = `SELECT f.path, r.mounted->>f.path AS "mountedPath" FROM launch_rule r JOIN launch l ON l.id = r.launch_id JOIN manifest_file f ON f.manifest_id = l.manifest_id
  WHERE l.id = $1 AND r.ended_at IS NULL AND r.mounted ? f.path`;

/** Says of each file that lies at a mounted storage site where the session finds it. */
async function withMounted({ launchId, viewer }: StagingAccess, files: Manifest["files"]): Promise<Redeemed["manifest"]["files"]> {
  const rows = await withViewerSql(viewer, (sql) => sql.rows<{ path: string; mountedPath: string }>(MOUNTED, [launchId]));
  if (rows.length === 0) return files;
  const paths = new Map(rows.map(({ path, mountedPath }) => [path, mountedPath]));
  return files.map((file) => (paths.has(file.path) ? { ...file, mountedPath: paths.get(file.path) } : file));
}
