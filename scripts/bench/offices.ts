import { getProjectClocks } from "@/lib/catalogue/project-clocks";
import { getProject } from "@/lib/catalogue/projects";
import { whatIf } from "@/lib/embargo/changes/make";
import { listManagedProjects } from "@/lib/embargo/changes/projects";
import { managedProjectQuerySchema } from "@/lib/embargo/changes/office-schemas";
import { listGrants } from "@/lib/embargo/grants/list";
import { listRequests } from "@/lib/embargo/grants/request-list";
import { readTeam } from "@/lib/embargo/grants/team";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { Catalogue } from "./catalogue";
import type { Figure } from "./figure";
import { viewers } from "./queries";
import { median } from "./statistics";
import { MANAGERS, OBSERVATIONS_PER_PROJECT } from "./synthetic-projects";

const WARM_UP = 5;
const ROUNDS = 20;
const GRANTS_ON_PROJECT = 200;
const PROJECT_PAGE_LIMIT_MS = 100;
const WHAT_IF_LIMIT_MS = 2000;
const WHAT_IF_OBSERVATIONS = 100_000;

const manager: SignedInViewer = { kind: "user", sub: "bench-manager", username: "bench-manager", name: null, groups: [MANAGERS] };

/** What a PI's project page and a manager's page ask of the server, and what a change of many clocks would do. */
export async function officeFigures({ size, base }: Catalogue): Promise<Figure[]> {
  const pi = viewers().find(({ name }) => name === "member")!.viewer as SignedInViewer;
  const code = base.content.projects[0]!.code;
  await prepare(pi, code);
  const all = Math.ceil(WHAT_IF_OBSERVATIONS / OBSERVATIONS_PER_PROJECT);
  const codes = base.content.projects.slice(0, all).map((project) => project.code);
  const counted = await withSystemSql("benchmark", (sql) => sql.rows<{ n: number }>("SELECT count(*)::int AS n FROM observation o JOIN project p ON p.id = o.project_id WHERE p.code = ANY ($1)", [codes]));
  return [
    await figure(`embargo.${size}.projectPage`, PROJECT_PAGE_LIMIT_MS, ROUNDS, { grants: GRANTS_ON_PROJECT }, "everything that a PI's project page asks of the library: project, clocks, grants, team, requests", () => projectPage(pi, code)),
    await figure(`embargo.${size}.managersPage`, null, ROUNDS, {}, "the first page of the projects that a manager manages", () => listManagedProjects(manager, managedProjectQuerySchema.parse({}), null)),
    await figure(`embargo.${size}.whatIf`, WHAT_IF_LIMIT_MS, 3, { observations: counted[0]!.n, projects: codes.length }, "what moving the clocks of so many projects would do, and to whom", () =>
      whatIf(manager, { kind: "project-clocks", codes, data: { from: "fixed", at: "2031-01-01T00:00:00.000Z" } }),
    ),
  ];
}

async function projectPage(pi: SignedInViewer, code: string): Promise<void> {
  await Promise.all([
    getProject(pi, code),
    getProjectClocks(pi, code),
    listGrants(pi, "project", code, { limit: 200 }),
    readTeam(pi, code),
    listRequests(pi, { role: "answer", project: code, limit: 200 }),
  ]);
}

/** The PI's account, and grants on the project as a busy one has them. */
async function prepare(pi: SignedInViewer, code: string): Promise<void> {
  await withSystemSql("benchmark", async (sql) => {
    await sql.run(`INSERT INTO "user" (id, sub, username, groups, groups_checked_at) VALUES ($1, $1, $2, $3, now()) ON CONFLICT (sub) DO UPDATE SET groups = excluded.groups, groups_checked_at = now()`, [pi.sub, pi.username, pi.groups]);
    await sql.run(
      `INSERT INTO access_grant (grantee_kind, grantee, project_id, rights, reason, given_by)
       SELECT 'group', 'bench/team-' || n, p.id, 'read', 'bench', $1 FROM project p, generate_series(1, $3::int - (SELECT count(*)::int FROM access_grant a WHERE a.given_by = $1)) n WHERE p.code = $2`,
      [pi.sub, code, GRANTS_ON_PROJECT],
    );
  });
}

async function figure(name: string, limitMs: number | null, rounds: number, values: Record<string, number>, how: string, work: () => Promise<unknown>): Promise<Figure> {
  const samples: number[] = [];
  for (let i = 0; i < Math.min(WARM_UP, rounds) + rounds; i++) {
    const started = performance.now();
    await work();
    if (i >= Math.min(WARM_UP, rounds)) samples.push(performance.now() - started);
  }
  const p50Ms = median(samples);
  return { name, values: { p50Ms, ...values }, unit: "ms", budget: limitMs === null ? undefined : { ratio: p50Ms / limitMs, limit: 1 }, n: rounds, how };
}
