import type { Sql } from "@/lib/embargo/transaction";
import { BadProjectsFile } from "./errors";
import type { ProjectEntry } from "./projects-file";

/** Makes these IAM groups the managers of the collection's embargo, and no others; nothing said leaves them as they are. */
export async function writeManagers(sql: Sql, collectionId: number, groups: readonly string[] | undefined): Promise<void> {
  if (groups === undefined) return;
  await sql.run("DELETE FROM collection_manager WHERE collection_id = $1 AND iam_group <> ALL ($2::text[])", [collectionId, groups]);
  await sql.run("INSERT INTO collection_manager (collection_id, iam_group) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", [collectionId, groups]);
}

/**
 * Ties projects that were awarded under several codes; a code may belong to another store that is loaded already.
 *
 * @throws BadProjectsFile for a code that nobody knows.
 */
export async function writeJointProjects(sql: Sql, projects: readonly ProjectEntry[]): Promise<void> {
  for (const { code, jointWith } of projects) {
    if (jointWith === undefined) continue;
    const known = await sql.rows<{ code: string }>("SELECT code FROM project WHERE code = ANY ($1) AND code <> $2", [jointWith, code]);
    const unknown = jointWith.find((each) => !known.some((project) => project.code === each));
    if (unknown !== undefined) throw new BadProjectsFile(`The project ${code} is said to be joint with ${unknown}, which is no other project: load the store of that one first, or correct jointWith.`);
    await sql.run("DELETE FROM joint_project WHERE project_id = (SELECT id FROM project WHERE code = $1) AND partner_id NOT IN (SELECT id FROM project WHERE code = ANY ($2))", [code, jointWith]);
    await sql.run("INSERT INTO joint_project (project_id, partner_id) SELECT p.id, q.id FROM project p, project q WHERE p.code = $1 AND q.code = ANY ($2) ON CONFLICT DO NOTHING", [code, jointWith]);
  }
}
