import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { type Canary, canaries, CANARY_COLLECTION } from "./kinds";

const COLLECTION = `INSERT INTO collection (name, title, obs_index_columns, hdu_index_columns) VALUES ($1, 'Hidden from everybody; looked for from outside', '[]', '[]')
ON CONFLICT (name) DO UPDATE SET title = excluded.title RETURNING id`;
const PROJECT = `INSERT INTO project (code, title, pi_username, iam_group, meta_clock, meta_clock_date, data_clock, data_clock_date)
VALUES ($1, $1, 'nobody:' || $1, 'nobody:' || $1, 'fixed', $2, 'fixed', $2) ON CONFLICT (code) DO UPDATE SET title = excluded.title RETURNING id`;
const FIND = "SELECT id FROM observation WHERE collection_id = $1 AND obs_id = $2";
const OBSERVATION = `INSERT INTO observation (collection_id, obs_id, project_id, target_name, target_key, fov_radius_deg, start_mjd, end_mjd, night_mjd, meta_release_override)
VALUES ($1, $2, $3, $4, regexp_replace(lower($4), '[^a-z0-9+]', '', 'g'), 1, 60000, 60000.01, 60000, $5) RETURNING id`;
const PRODUCT = `INSERT INTO product (collection_id, name, role, sharing, observation_id, media_type, size_bytes)
VALUES ($1, 'data/canary_' || $2 || '.fits', 'event-list', 'single', $3, 'application/fits', 1) RETURNING id`;
const RELEASE = "INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, 1, 1, repeat('0', 64), 'canary')";
const HOLD = `INSERT INTO hold (project_id, closes, reason, placed_by) SELECT $1, 'discover', 'canary', 'airshower'
WHERE NOT EXISTS (SELECT 1 FROM hold WHERE project_id = $1)`;
const GRANT = `INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, valid_from, valid_until, reason, given_by)
SELECT 'person', $2, $1, 'read', now() - interval '2 days', $3, 'canary', 'airshower' WHERE NOT EXISTS (SELECT 1 FROM access_grant WHERE project_id = $1 AND grantee = $2)`;
const DENIAL = `INSERT INTO denial (sub, project_id, reason, placed_by) SELECT $2, $1, 'canary', 'airshower'
WHERE NOT EXISTS (SELECT 1 FROM denial WHERE project_id = $1 AND sub = $2)`;

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
/** The project's date for both rights; what is public by it is hidden by something else. */
const dates: Partial<Record<Canary["kind"], string>> = { "by-date": future, hold: past, override: past, denied: future };

/**
 * Plants the canaries that are missing, all in one transaction: none is ever seen without what hides it.
 *
 * @param sub the account as which they are looked for: it holds a grant that a denial beats, and one that has ended
 */
export function plantCanaries(sub: string): Promise<void> {
  return withSystemSql("plant canaries", async (sql) => {
    // Two that plant at once would both find one missing.
    await sql.run("SELECT pg_advisory_xact_lock(hashtext('airshower canaries'))");
    const [collection] = await sql.rows<{ id: number }>(COLLECTION, [CANARY_COLLECTION]);
    for (const canary of canaries) await plant(sql, collection!.id, canary, sub);
  });
}

async function plant(sql: Sql, collectionId: number, { kind, obsId, project, target }: Canary, sub: string): Promise<void> {
  const projectId = project === null ? null : (await sql.rows<{ id: number }>(PROJECT, [project, dates[kind] ?? null]))[0]!.id;
  if (kind === "denied") await sql.run(DENIAL, [projectId, sub]);
  if (kind === "denied") await sql.run(GRANT, [projectId, sub, null]);
  if (kind === "grant-ended") await sql.run(GRANT, [projectId, sub, new Date(Date.now() - 86_400_000).toISOString()]);
  const [known] = await sql.rows<{ id: string }>(FIND, [collectionId, obsId]);
  if (!known) {
    const [observation] = await sql.rows<{ id: string }>(OBSERVATION, [collectionId, obsId, projectId, target, kind === "override" ? "infinity" : null]);
    await sql.run("INSERT INTO observation_index_row (observation_id, row) VALUES ($1, '{}')", [observation!.id]);
    const [product] = await sql.rows<{ id: string }>(PRODUCT, [collectionId, String(obsId), observation!.id]);
    await sql.run(RELEASE, [product!.id]);
  }
  if (kind === "hold") await sql.run(HOLD, [projectId]);
}
