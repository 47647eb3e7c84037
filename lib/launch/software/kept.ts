import { z } from "zod";
import { containments } from "../services/facts";
import { irfKinds } from "@/lib/catalogue/schemas";
import { environment } from "@/lib/config/environment";
import { log } from "@/lib/config/log";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import type { SoftwareRecord } from "./record";
import { fetchRecords } from "./remote";
import { SourceFault } from "./source-fault";

/** An address that failed is asked again after this time, one that answered after SOFTWARE_REFRESH_SEC. */
const RETRY_SEC = 600;

/** How a source of records stands. */
export interface SourceState {
  /** Its host: the whole address may hold a secret. */
  readonly name: string;
  readonly records: readonly SoftwareRecord[];
  /** Records that can not be used, each with why; for operators. */
  readonly unusable: readonly string[];
  /** Of when the copy is; null when there is none yet. */
  readonly asOf: Date | null;
  /** Why the last attempt gave nothing, for operators; null when it did, or when none was made yet. */
  readonly fault: string | null;
}

const recordSchema: z.ZodType<SoftwareRecord> = z.object({
  id: z.string(), name: z.string(), version: z.string().nullable(), license: z.string().nullable(), description: z.string().nullable(), page: z.string().nullable(),
  repository: z.string().nullable(), image: z.string().nullable(), requires: z.array(z.string()),
  reads: z.object({ eventLists: z.boolean(), containments: z.array(z.enum(containments)), kinds: z.array(z.enum(irfKinds)) }).nullable(),
});
interface Row {
  readonly url: string;
  readonly records: unknown;
  readonly unusable: string[];
  readonly asOf: Date | null;
  readonly fault: string | null;
}

const READ = `SELECT url, records, unusable, fetched_at AS "asOf", fault FROM software_source WHERE url = ANY ($1::text[])`;
// One of several workers asks, and no other before its time limit is over.
const CLAIM = `
INSERT INTO software_source (url) VALUES ($1)
ON CONFLICT (url) DO UPDATE SET tried_at = now()
WHERE $2 OR (software_source.tried_at < now() - make_interval(secs => $3)
  AND (software_source.fault IS NOT NULL OR software_source.fetched_at IS NULL OR software_source.fetched_at < now() - make_interval(secs => $4)))
RETURNING url`;
const KEEP = "UPDATE software_source SET records = $2, unusable = $3, fetched_at = now(), fault = NULL WHERE url = $1";
const FAIL = "UPDATE software_source SET fault = $2 WHERE url = $1";

/** The configured sources in their order, each with its last good copy. */
export async function keptSources(): Promise<SourceState[]> {
  const urls = environment().SOFTWARE_URLS;
  if (urls.length === 0) return [];
  const rows = await withViewerSql(anonymous, (sql) => sql.rows<Row>(READ, [urls]));
  return urls.map((url) => stateOf(url, rows.find((row) => row.url === url)));
}

function stateOf(url: string, row: Row | undefined): SourceState {
  const name = new URL(url).host;
  if (!row) return { name, records: [], unusable: [], asOf: null, fault: null };
  const records = z.array(recordSchema).safeParse(row.records ?? []);
  // A copy that an earlier version of the portal kept in another form is as good as none until the next one comes.
  return { name, records: records.data ?? [], unusable: row.unusable, asOf: records.success ? row.asOf : null, fault: row.fault };
}

/**
 * Asks the sources that are due, or with `now` all of them. A source that fails keeps its last good copy; that it failed
 * is kept beside it, and logged.
 */
export async function refreshSources(signal: AbortSignal, now = false): Promise<void> {
  const { SOFTWARE_URLS, SOFTWARE_REFRESH_SEC } = environment();
  for (const url of SOFTWARE_URLS) {
    const [claimed] = await withSystemSql("ask for software records", (sql) => sql.rows(CLAIM, [url, now, RETRY_SEC, SOFTWARE_REFRESH_SEC]));
    if (claimed) await refresh(url, signal);
  }
}

async function refresh(url: string, signal: AbortSignal): Promise<void> {
  const source = new URL(url).host;
  try {
    const { records, unusable } = await fetchRecords(url, signal);
    await withSystemSql("keep software records", (sql) => sql.run(KEEP, [url, JSON.stringify(records), unusable]));
    log.info({ source, records: records.length, unusable }, "software records");
  } catch (error) {
    if (signal.aborted) throw error;
    const fault = error instanceof SourceFault ? error.message : "its answer could not be taken in: the worker's log says more";
    log.warn({ source, fault, err: error instanceof SourceFault ? error.cause : error }, "software records could not be fetched; the last copy stays");
    await withSystemSql("keep software records", (sql) => sql.run(FAIL, [url, fault]));
  }
}
