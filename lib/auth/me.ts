import type { Me } from "@/lib/auth/schemas";
import { setting } from "@/lib/config/environment";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";

const PROJECTS = `SELECT p.code, p.title, CASE WHEN NOT embargo.leads_project(p.id) THEN 'member' WHEN p.pi_username = $1 THEN 'pi' ELSE 'deputy' END AS role
FROM project p WHERE p.iam_group = ANY (embargo.my_groups()) ORDER BY p.code COLLATE "C"`;
const MANAGED = `SELECT name FROM collection WHERE embargo.manages_collection(id) ORDER BY name`;

/** `GET /me`: who the portal takes the viewer for, with the projects in which they have a part. */
export async function me(viewer: Viewer): Promise<Me> {
  if (viewer.kind === "anonymous") return { sub: null, username: null, name: null, groups: [], projects: [], manages: [], isAdmin: false };
  const { sub, username, name, groups } = viewer;
  const { projects, manages } = await withViewerSql(viewer, async (sql) => ({
    projects: await sql.rows<Me["projects"][number]>(PROJECTS, [username]),
    manages: (await sql.rows<{ name: string }>(MANAGED)).map((collection) => collection.name),
  }));
  // A display flag: what an administrator may is decided in the database, like everything else.
  const isAdmin = setting("ADMIN_GROUPS").some((group) => groups.includes(group));
  return { sub, username, name, groups: [...groups], projects, manages, isAdmin };
}
