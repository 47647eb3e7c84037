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

const file = (right: "meta" | "data") => `embargo.file_word(excluded.${right}_clock, excluded.${right}_clock_date, excluded.${right}_clock_months)`;
/** A clock is set when the file says something new of it; what a manager set since it last spoke stays. */
const unlessKept = (right: "meta" | "data") =>
  ["", "_date", "_months"].map((part) => `${right}_clock${part} = CASE WHEN p.file_${right} IS DISTINCT FROM ${file(right)} THEN excluded.${right}_clock${part} ELSE p.${right}_clock${part} END`).join(", ");
const UPSERT = `INSERT INTO project AS p (code, title, pi_username, iam_group, meta_clock, meta_clock_date, meta_clock_months, data_clock, data_clock_date, data_clock_months, file_meta, file_data)
VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $7::int, $8, $9::timestamptz, $10::int, embargo.file_word($5::text, $6::timestamptz, $7::int), embargo.file_word($8::text, $9::timestamptz, $10::int))
ON CONFLICT (code) DO UPDATE SET title = excluded.title, pi_username = excluded.pi_username, iam_group = excluded.iam_group,
  ${unlessKept("meta")}, ${unlessKept("data")}, file_meta = excluded.file_meta, file_data = excluded.file_data
RETURNING file_meta IS DISTINCT FROM embargo.file_word(meta_clock, meta_clock_date, meta_clock_months) AS "metaKept", file_data IS DISTINCT FROM embargo.file_word(data_clock, data_clock_date, data_clock_months) AS "dataKept"`;

/**
 * Makes the projects, or brings them up to date: a changed policy moves the clocks of their observations at once. A
 * clock that a manager has set is kept until the file says another than before.
 *
 * @returns a note for each clock that was kept
 */
export async function writeProjects(sql: Sql, projects: readonly ProjectEntry[]): Promise<string[]> {
  const kept: string[] = [];
  for (const project of projects) {
    const meta = policyOf(project.metaClock, project.metaReleaseAt);
    const data = policyOf(project.dataClock, project.dataReleaseAt);
    const [row] = await sql.rows<{ metaKept: boolean; dataKept: boolean }>(UPSERT, [project.code, project.title, project.pi, project.group, ...meta, ...data]);
    const which = [...(row!.metaKept ? ["descriptions"] : []), ...(row!.dataKept ? ["data"] : [])];
    if (which.length > 0) kept.push(`${project.code}: the clock of its ${which.join(" and ")} was kept as a manager set it; the projects file says what it said before`);
  }
  return kept;
}

type Policy = [kind: string, date: string | null, months: number | null];

function policyOf(clock: ProjectEntry["metaClock"], date: string | null | undefined): Policy {
  return clock ? [clock.from, null, clock.months] : ["fixed", date ?? null, null];
}
