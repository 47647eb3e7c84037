import { exportAudit } from "@/lib/audit/export";
import { listAudit } from "@/lib/audit/read";
import { auditQuerySchema } from "@/lib/audit/schemas";
import { withSystemSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { Figure } from "./figure";
import { median } from "./statistics";

const ROUNDS = 20;
const pages: Readonly<Record<string, Record<string, string>>> = { newest: {}, ofPerson: { person: "bench-8" }, grants: { action: "grant" }, refusedFiles: { action: "file", outcome: "refused" } };

/** The audit of the project that half of all accesses are of, as its PI reads it. */
export async function auditPageFigures(): Promise<Figure[]> {
  const { code, viewer } = await leaderOfFirstProject();
  const figures: Figure[] = [];
  for (const [name, query] of Object.entries(pages)) {
    const samples: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const started = performance.now();
      await listAudit(viewer, { project: code }, auditQuerySchema.parse(query));
      samples.push(performance.now() - started);
    }
    figures.push({ name: `audit.page.${name}`, values: { p50Ms: median(samples) }, unit: "ms", n: ROUNDS, how: `a page of a hundred of a project's half million entries, ${JSON.stringify(query)}, without HTTP` });
  }
  return [...figures, await exportFigure(viewer, code)];
}

async function exportFigure(viewer: SignedInViewer, code: string): Promise<Figure> {
  const started = performance.now();
  let lines = 0;
  const body = await exportAudit(viewer, { project: code }, auditQuerySchema.parse({ format: "csv" }));
  for await (const piece of body) for (const byte of piece) if (byte === 10) lines += 1;
  return { name: "audit.export", values: { entriesPerSec: lines / ((performance.now() - started) / 1000), entries: lines }, unit: "1/s", n: 1, how: "the same project's whole audit as CSV, without HTTP" };
}

function leaderOfFirstProject(): Promise<{ code: string; viewer: SignedInViewer }> {
  return withSystemSql("benchmark", async (sql) => {
    const [project] = await sql.rows<{ code: string; group: string }>("UPDATE project SET pi_username = 'bench-pi' WHERE id = (SELECT min(id) FROM project) RETURNING code, iam_group AS group");
    const { code, group } = project!;
    await sql.run(`INSERT INTO "user" (id, sub, username, groups) VALUES ('bench-pi', 'bench-pi', 'bench-pi', $1)`, [[group]]);
    return { code, viewer: { kind: "user", sub: "bench-pi", username: "bench-pi", name: null, groups: [group] } };
  });
}
