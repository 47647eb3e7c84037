import type { SignedInViewer } from "@/lib/embargo/viewer";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { Catalogue } from "./catalogue";

const GRANTS_OF_EACH_KIND = 100;
const viewer: SignedInViewer = { kind: "user", sub: "bench-grantee", username: "bench-grantee", name: null, groups: ["bench/partners"] };

/** Somebody with two hundred grants: a hundred on hidden projects, by group, and a hundred on single hidden observations. */
export async function grantee({ base }: Catalogue): Promise<SignedInViewer> {
  await withSystemSql("grants of the benchmark", async (sql) => {
    const [given] = await sql.rows<{ some: boolean }>("SELECT EXISTS (SELECT 1 FROM access_grant WHERE grantee = $1) AS some", [viewer.sub]);
    if (given!.some) return;
    await sql.run(
      `INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, reason, given_by)
       SELECT 'group', $1, id, 'read', 'bench', 'bench' FROM project WHERE meta_clock_date > now() ORDER BY id LIMIT $2`,
      [viewer.groups[0], GRANTS_OF_EACH_KIND],
    );
    await sql.run(
      `WITH chosen AS (SELECT gen_random_uuid() AS selection, o.id FROM observation o JOIN collection c ON c.id = o.collection_id
                       WHERE c.name = $2 AND o.meta_release_at > now() ORDER BY o.start_mjd, o.id LIMIT $3),
       made AS (INSERT INTO selection (id, made_by) SELECT selection, 'bench' FROM chosen),
       filled AS (INSERT INTO selection_observation SELECT selection, id FROM chosen)
       INSERT INTO access_grant (grantee_kind, grantee, selection_id, rights, reason, given_by) SELECT 'person', $1, selection, 'read', 'bench', 'bench' FROM chosen`,
      [viewer.sub, base.content.collection.name, GRANTS_OF_EACH_KIND],
    );
  });
  return viewer;
}
