import type { Viewer } from "@/lib/embargo/viewer";
import { type AuditFilter, type AuditPage, type Position, readAuditPage } from "./page";
import { recordAct } from "./record";
import { type AuditOf, underAudit } from "./read";
import { canonicalJson } from "./canonical";
import type { AuditQuery } from "./schemas";

const ROWS_PER_READ = 1000;
const COLUMNS = ["at", "chain", "seq", "hash", "actor", "person", "username", "action", "outcome", "subject", "requestId", "forManagers"] as const;

/**
 * The whole audit of a project or a collection as CSV (RFC 4180), oldest first, read part by part as the client takes it,
 * each part under the rights that the viewer then has. `subject` is canonical JSON: with it the hashes can be checked.
 *
 * @throws NotFound before the first byte
 */
export async function exportAudit(viewer: Viewer, of: AuditOf, { limit: _limit, cursor: _cursor, format: _format, ...filter }: AuditQuery): Promise<ReadableStream<Uint8Array>> {
  const first = await underAudit(viewer, of, async (sql, scope) => {
    await recordAct(sql, "audit.exported", of, filter);
    return readAuditPage(sql, scope, filter, "oldest", null, ROWS_PER_READ);
  });
  const text = csvText(first, (after) => readNext(viewer, of, filter, after));
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}

function readNext(viewer: Viewer, of: AuditOf, filter: AuditFilter, after: Position): Promise<AuditPage> {
  return underAudit(viewer, of, (sql, scope) => readAuditPage(sql, scope, filter, "oldest", after, ROWS_PER_READ));
}

async function* csvText(first: AuditPage, next: (after: Position) => Promise<AuditPage>): AsyncGenerator<string> {
  yield line(COLUMNS);
  for (let page = first; ; page = await next(page.end)) {
    yield page.rows.map(({ person, subject, ...row }) => line([row.at, row.chain, row.seq, row.hash, row.actor, person, person && (page.names.get(person) ?? null), row.action, row.outcome, canonicalJson(subject), row.requestId, row.forManagers])).join("");
    if (page.end === null) break;
  }
}

function line(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

/** A spreadsheet must not take a name for a formula. */
function cellText(value: string | number | boolean | null): string {
  const text = value === null ? "" : String(value).replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
