import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import type { Team, TeamMember } from "./schemas";

const PROJECT = 'SELECT id, iam_group AS "group", pi_username AS "piName", embargo.leads_project(id) OR embargo.manages_project(id) AS concerned FROM project WHERE id = (SELECT embargo.project_named($1))';
const TEAM = 'SELECT username AS name, name AS "displayName", is_pi AS "isPi", is_deputy AS "isDeputy", is_member AS "isMember", checked_at AS "checkedAt" FROM embargo.team($1) ORDER BY username';

interface Row extends Omit<TeamMember, "checkedAt"> {
  readonly isPi: boolean;
  readonly isDeputy: boolean;
  readonly checkedAt: Date | null;
}

const memberOf = ({ name, displayName, isMember, checkedAt }: Row): TeamMember => ({ name, displayName, isMember, checkedAt: checkedAt?.toISOString() ?? null });

/**
 * A project's people as the identity service last said, for who leads or manages it; for others there is no such thing.
 *
 * @throws NotFound
 */
export function readTeam(viewer: SignedInViewer, code: string): Promise<Team> {
  return withViewerSql(viewer, async (sql) => {
    const [project] = await sql.rows<{ id: number; group: string; piName: string; concerned: boolean }>(PROJECT, [code]);
    if (!project?.concerned) throw new NotFound();
    const rows = await sql.rows<Row>(TEAM, [project.id]);
    const pi = rows.find(({ isPi }) => isPi);
    return {
      group: project.group,
      pi: pi ? memberOf(pi) : { name: project.piName, displayName: null, isMember: false, checkedAt: null },
      deputies: rows.filter(({ isDeputy }) => isDeputy).map(memberOf),
      members: rows.filter(({ isMember }) => isMember).map(memberOf),
    };
  });
}
