import type { Sql } from "@/lib/embargo/transaction";
import type { StoreContent } from "./content";
import type { ProjectEntry } from "./projects-file";

/** Makes the collection, or brings it up to date. Returns its key. */
export async function writeCollection(sql: Sql, { collection, obsIndex, hduIndex }: StoreContent): Promise<number> {
  const [row] = await sql.rows<{ id: number }>(
    `INSERT INTO collection (name, title, simulated, shared_irfs_public, iam_group, obs_index_columns, hdu_index_columns)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (name) DO UPDATE SET title = excluded.title, simulated = excluded.simulated, shared_irfs_public = excluded.shared_irfs_public,
       iam_group = excluded.iam_group, obs_index_columns = excluded.obs_index_columns, hdu_index_columns = excluded.hdu_index_columns, loaded_at = now()
     RETURNING id`,
    [collection.name, collection.title, collection.simulated, collection.sharedIrfsPublic, collection.group, JSON.stringify(obsIndex), JSON.stringify(hduIndex)],
  );
  return row!.id;
}

/** Makes the projects, or brings them up to date: a changed policy moves the clocks of their observations at once. */
export async function writeProjects(sql: Sql, projects: readonly ProjectEntry[]): Promise<void> {
  for (const project of projects) {
    const meta = policyOf(project.metaClock, project.metaReleaseAt);
    const data = policyOf(project.dataClock, project.dataReleaseAt);
    await sql.run(
      `INSERT INTO project (code, title, pi_username, iam_group, meta_clock, meta_clock_date, meta_clock_months, data_clock, data_clock_date, data_clock_months)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (code) DO UPDATE SET title = excluded.title, pi_username = excluded.pi_username, iam_group = excluded.iam_group,
         meta_clock = excluded.meta_clock, meta_clock_date = excluded.meta_clock_date, meta_clock_months = excluded.meta_clock_months,
         data_clock = excluded.data_clock, data_clock_date = excluded.data_clock_date, data_clock_months = excluded.data_clock_months`,
      [project.code, project.title, project.pi, project.group, ...meta, ...data],
    );
  }
}

type Policy = [kind: string, date: string | null, months: number | null];

function policyOf(clock: ProjectEntry["metaClock"], date: string | null | undefined): Policy {
  return clock ? [clock.from, null, clock.months] : ["fixed", date ?? null, null];
}
