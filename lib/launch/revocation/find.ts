import { z } from "zod";
import { groupsHoldSec } from "@/lib/embargo/groups-age";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { livingStates } from "../states";

/** What a living launch holds that its owner may not read now: keys. */
export interface ClosedLaunch {
  readonly launchId: string;
  readonly observationIds: readonly string[];
  readonly releaseIds: readonly string[];
}

export interface ClosedLaunches {
  /** By the database's clock, before the first was looked at: what was recorded later may be newer than this. */
  readonly askedAt: Date;
  readonly launches: readonly ClosedLaunch[];
}

const OWNERS_EACH = 50;
const NOW = "SELECT clock_timestamp() AS at";
const OWNERS = `SELECT DISTINCT l.owner_sub AS sub, embargo.groups_in_force(u.groups, u.groups_checked_at, $1) AS groups
  FROM launch l LEFT JOIN "user" u ON u.sub = l.owner_sub WHERE l.state = ANY ($2)`;
const CLOSED = "SELECT * FROM embargo.closed_in_launches($1)";
const rowsSchema = z.array(z.object({ launch_id: z.string(), observation_ids: z.array(z.string()), release_ids: z.array(z.string()) }));

/** Asks the embargo, as the owner of each, for what living launches hold that is closed to them by now. */
export async function findClosedLaunches(): Promise<ClosedLaunches> {
  const { askedAt, owners } = await withSystemSql("owners of living launches", async (sql) => {
    const [now] = await sql.rows<{ at: Date }>(NOW);
    return { askedAt: now!.at, owners: await sql.rows<{ sub: string; groups: string[] }>(OWNERS, [groupsHoldSec(), livingStates]) };
  });
  const launches: ClosedLaunch[] = [];
  for (let from = 0; from < owners.length; from += OWNERS_EACH) {
    const some = JSON.stringify(owners.slice(from, from + OWNERS_EACH));
    // Begun as nobody: the function takes each owner's rights in turn.
    const rows = rowsSchema.parse(await withViewerSql(anonymous, (sql) => sql.rows(CLOSED, [some])));
    launches.push(...rows.map((row) => ({ launchId: row.launch_id, observationIds: row.observation_ids, releaseIds: row.release_ids })));
  }
  return { askedAt, launches };
}
