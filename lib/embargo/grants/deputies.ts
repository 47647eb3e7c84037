import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { NeverSignedIn, NotAMember, NotInCharge } from "./errors";
import { tell } from "./notices";
import { type Place, placeOf } from "./place";
import { orRefused } from "@/lib/errors/refused";
import type { Deputy } from "./schemas";
import { aboutPlace, placeLink } from "./words";

const LIST = `SELECT u.username AS name, u.name AS "displayName", coalesce(t.is_member, false) AS "isMember",
  jsonb_build_object('name', n.username, 'displayName', n.name) AS "namedBy", d.named_at AS "namedAt"
FROM project_deputy d
LEFT JOIN LATERAL embargo.people(ARRAY[d.sub]) u ON true LEFT JOIN LATERAL embargo.people(ARRAY[d.named_by]) n ON true
LEFT JOIN embargo.team($1) t ON t.sub = d.sub
WHERE d.project_id = $1 ORDER BY u.username`;

/** Whom the PI lets act for the project, as far as the viewer may know. @throws NotFound */
export function listDeputies(viewer: SignedInViewer, code: string): Promise<{ items: Deputy[] }> {
  return withViewerSql(viewer, async (sql) => readDeputies(sql, await placeOf(sql, "project", code)));
}

async function readDeputies(sql: Sql, project: Place): Promise<{ items: Deputy[] }> {
  const rows = await sql.rows<Omit<Deputy, "namedAt"> & { namedAt: Date }>(LIST, [project.id]);
  return { items: rows.map((row) => ({ ...row, namedAt: row.namedAt.toISOString() })) };
}

const refusal = (code: string) => () => new NotInCharge(`name the deputies of ${code}`, "its PI");

/** Lets a member of the project act for it. @throws NotFound, NotInCharge, NeverSignedIn, NotAMember */
export function nameDeputy(viewer: SignedInViewer, code: string, name: string): Promise<{ items: Deputy[] }> {
  return withViewerSql(viewer, async (sql) => {
    const project = await projectOfPi(sql, code);
    const [person] = await sql.rows<{ sub: string; isMember: boolean; group: string }>(
      'SELECT u.sub, coalesce(t.is_member, false) AS "isMember", p.iam_group AS "group" FROM embargo.person_named($2) u JOIN project p ON p.id = $1 LEFT JOIN embargo.team($1) t ON t.sub = u.sub',
      [project.id, name],
    );
    if (!person) throw new NeverSignedIn(name);
    if (!person.isMember) throw new NotAMember(name, person.group);
    const write = "INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, $2, embargo.me()) ON CONFLICT DO NOTHING";
    const named = await orRefused(sql.run(write, [project.id, person.sub]), () => (person.sub === viewer.sub ? new NotInCharge("name yourself a deputy", "nobody: a PI leads the project already") : refusal(code)()));
    if (named > 0) await tell(sql, [person.sub], { kind: "deputy-named", text: `You are a deputy of ${code} now: you may give and revoke rights on its data, and answer requests.`, link: placeLink(project), about: aboutPlace(project) });
    return readDeputies(sql, project);
  });
}

/** @throws NotFound, also when nobody of this name is a deputy. @throws NotInCharge */
export function dropDeputy(viewer: SignedInViewer, code: string, name: string): Promise<{ items: Deputy[] }> {
  return withViewerSql(viewer, async (sql) => {
    const project = await projectOfPi(sql, code);
    const gone = await sql.rows<{ sub: string }>("DELETE FROM project_deputy d USING embargo.person_named($2) u WHERE d.project_id = $1 AND d.sub = u.sub RETURNING d.sub", [project.id, name]);
    if (gone.length === 0) throw new NotFound();
    await tell(sql, gone.map(({ sub }) => sub), { kind: "deputy-dropped", text: `You are no deputy of ${code} any more.`, link: placeLink(project), about: aboutPlace(project) });
    return readDeputies(sql, project);
  });
}

async function projectOfPi(sql: Sql, code: string): Promise<Place> {
  const project = await placeOf(sql, "project", code);
  const [pi] = await sql.rows<{ is: boolean }>("SELECT embargo.is_pi($1) AS is", [project.id]);
  if (!pi!.is) throw refusal(code)();
  return project;
}
