import { prisma } from "@/lib/db/prisma";
import { withSystemSql } from "./transaction";
import type { SignedInViewer } from "./viewer";

/** A viewer of tests, by name and groups. */
export function viewer(username: string, ...groups: string[]): SignedInViewer {
  return { kind: "user", sub: `sub-${username}`, username, name: username, groups };
}

/** The account that a login makes: who is PI is said by name, and names belong to accounts. */
export async function insertPerson(who: SignedInViewer): Promise<void> {
  await prisma().user.create({ data: { sub: who.sub, username: who.username, name: who.name, groups: [...who.groups], groupsCheckedAt: new Date() } });
}

export interface FixtureProject {
  readonly code: string;
  readonly group: string;
  /** The account name of its PI; `pi` without it. */
  readonly pi?: string;
  readonly metaReleaseAt?: string | null;
  readonly dataReleaseAt?: string | null;
}

/** One project with its policy's dates, through the role of the loader. Returns its key. */
export async function insertProject(project: FixtureProject): Promise<number> {
  const rows = await withSystemSql("fixture", (sql) =>
    sql.rows<{ id: number }>(
      "INSERT INTO project (code, title, pi_username, iam_group, meta_clock_date, data_clock_date) VALUES ($1, $1, $5, $2, $3, $4) RETURNING id",
      [project.code, project.group, project.metaReleaseAt ?? null, project.dataReleaseAt ?? null, project.pi ?? "pi"],
    ),
  );
  return rows[0]!.id;
}

export async function insertCollection(name: string, options: { iamGroup?: string; sharedIrfsPublic?: boolean; managers?: readonly string[] } = {}): Promise<number> {
  return withSystemSql("fixture", async (sql) => {
    const [row] = await sql.rows<{ id: number }>(
      "INSERT INTO collection (name, title, iam_group, shared_irfs_public, obs_index_columns, hdu_index_columns) VALUES ($1, $1, $2, $3, '[]', '[]') RETURNING id",
      [name, options.iamGroup ?? null, options.sharedIrfsPublic ?? false],
    );
    await sql.run("INSERT INTO collection_manager (collection_id, iam_group) SELECT $1, unnest($2::text[])", [row!.id, options.managers ?? []]);
    return row!.id;
  });
}

export interface FixtureObservation {
  readonly collectionId: number;
  readonly obsId: number;
  readonly projectId?: number | null;
  readonly startMjd?: number;
  readonly metaReleaseOverride?: string;
  readonly dataReleaseOverride?: string;
}

/** One observation with one event list of its own. Returns the observation's key. */
export async function insertObservation(observation: FixtureObservation): Promise<string> {
  return withSystemSql("fixture", async (sql) => {
    const start = observation.startMjd ?? 53000;
    const [row] = await sql.rows<{ id: string }>(
      `INSERT INTO observation (collection_id, obs_id, project_id, target_name, target_key, fov_radius_deg, start_mjd, end_mjd, night_mjd, meta_release_override, data_release_override)
       VALUES ($1, $2, $3, 'Crab Nebula', 'crabnebula', 2.5, $4::float8, $4::float8 + 0.02, floor($4::float8)::int, $5, $6) RETURNING id`,
      [observation.collectionId, observation.obsId, observation.projectId ?? null, start, observation.metaReleaseOverride ?? null, observation.dataReleaseOverride ?? null],
    );
    const id = row!.id;
    await sql.run("INSERT INTO observation_index_row (observation_id, row) VALUES ($1, '{}')", [id]);
    const product = await insertProduct(sql, { collectionId: observation.collectionId, name: `data/obs_${observation.obsId}.fits`, sharing: "single", observationId: id });
    await sql.run("INSERT INTO hdu (observation_id, product_id, release, hdu_type, hdu_name, row) VALUES ($1, $2, 1, 'events', 'EVENTS', '{}')", [id, product]);
    return id;
  });
}

/** An IRF file that several observations share, or a product made from several. Returns its key. */
export async function insertSharedProduct(collectionId: number, name: string, sharing: "shared-irf" | "combined", observationIds: readonly string[]): Promise<string> {
  return withSystemSql("fixture", async (sql) => {
    const id = await insertProduct(sql, { collectionId, name, sharing, observationId: null });
    await sql.run("INSERT INTO observation_product (observation_id, product_id) SELECT unnest($1::bigint[]), $2", [observationIds, id]);
    return id;
  });
}

async function insertProduct(sql: { rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>; run(text: string, values?: readonly unknown[]): Promise<number> }, product: { collectionId: number; name: string; sharing: string; observationId: string | null }): Promise<string> {
  const [row] = await sql.rows<{ id: string }>(
    "INSERT INTO product (collection_id, name, role, sharing, observation_id, media_type, size_bytes) VALUES ($1, $2, $3, $4, $5, 'application/fits', 100) RETURNING id",
    [product.collectionId, product.name, product.sharing === "shared-irf" ? "irf" : "event-list", product.sharing, product.observationId],
  );
  await sql.run("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) VALUES ($1, 1, 100, repeat('0', 64), 'x')", [row!.id]);
  return row!.id;
}
