import { groupsHoldSec } from "@/lib/embargo/groups-age";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";

const OWNER = `SELECT l.owner_sub AS sub, l.username, l.manifest_id AS "manifestId", embargo.groups_in_force(u.groups, u.groups_checked_at, $2) AS groups
  FROM launch l LEFT JOIN "user" u ON u.sub = l.owner_sub WHERE l.id = $1`;

export interface LaunchOwner {
  /** With the groups that count now for what acts without a login. */
  readonly viewer: SignedInViewer;
  readonly manifestId: string;
}

/** For whom a launch acts; null for one that is not there. */
export async function ownerOf(launchId: string): Promise<LaunchOwner | null> {
  const [row] = await withSystemSql("the owner of a launch", (sql) => sql.rows<{ sub: string; username: string; manifestId: string; groups: string[] }>(OWNER, [launchId, groupsHoldSec()]), "debug");
  return row ? { viewer: { kind: "user", sub: row.sub, username: row.username, name: null, groups: row.groups }, manifestId: row.manifestId } : null;
}
