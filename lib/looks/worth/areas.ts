import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { FileChecksums } from "@/lib/datalake/representation";
import { enqueueJob, readyToEnqueue } from "@/lib/jobs/sender";
import { Calls } from "@/lib/looks/calls";
import { checksumOf } from "@/lib/looks/checksum";
import type { LookProblem } from "@/lib/looks/errors";
import { aeffLookSchema } from "@/lib/looks/irf/schema";
import { LOOK_QUEUE, lookKey, lookOrder } from "@/lib/looks/queue";
import { areaAt, type AreaCurve } from "./exposure";

/** The area of one observation; or why there is none. */
export type AreaOf = { readonly area: AreaCurve } | { readonly reason: string };

/** Without anything new from the worker for so long the sum ends with what it has. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 1000;

const AEFF = `SELECT k.key::text AS key, a.*, EXISTS (SELECT 1 FROM hdu h WHERE h.observation_id = k.key AND h.hdu_type = 'aeff') AS "isLinked"
FROM unnest($1::bigint[]) AS k(key) LEFT JOIN LATERAL (
  SELECT r.id::text AS "releaseId", h.hdu_name AS "hduName", r.size_bytes::float8 AS "sizeBytes", r.sha256, r.md5, r.adler32
  FROM hdu h JOIN product p ON p.id = h.product_id AND p.current_release = h.release JOIN product_release r ON r.product_id = p.id AND r.release = p.current_release
  WHERE h.observation_id = k.key AND h.hdu_type = 'aeff' ORDER BY h.id LIMIT 1
) a ON true`;
const KEPT = `SELECT p.release_id::text AS "releaseId", p.asked, p.checksum, p.answer, p.problem
FROM unnest($1::bigint[], $2::text[]) AS w(release_id, asked) JOIN preview p ON p.release_id = w.release_id AND p.look = 'aeff' AND p.asked = w.asked`;

interface AeffRow extends FileChecksums {
  readonly key: string;
  readonly releaseId: string | null;
  readonly hduName: string;
  readonly sizeBytes: number;
  readonly isLinked: boolean;
}

interface KeptRow {
  readonly releaseId: string;
  readonly asked: string;
  readonly checksum: string;
  readonly answer: string | null;
  readonly problem: LookProblem | null;
}

/**
 * The effective areas of some observations at one energy, by their keys. What is not kept is ordered from the worker; the
 * embargo is asked at each reading. Of an area only the curve at this energy stays in memory.
 */
export async function areasOf(viewer: SignedInViewer, keys: readonly string[], energyTeV: number, signal: AbortSignal): Promise<Map<string, AreaOf>> {
  await readyToEnqueue();
  const calls = new Calls(null);
  try {
    let before = -1;
    let since = performance.now();
    for (let first = true; ; first = false) {
      const { found, waiting } = await withViewerSql(viewer, (sql) => readAreas(sql, keys, energyTeV, first));
      if (waiting.length !== before) [before, since] = [waiting.length, performance.now()];
      if (waiting.length === 0 || signal.aborted || performance.now() - since > PATIENCE_MS) {
        for (const key of waiting) found.set(key, { reason: "their effective areas are still being read: look again later" });
        return found;
      }
      await calls.next(LOOK_MS, signal);
    }
  } finally {
    calls.stop();
  }
}

async function readAreas(sql: Sql, keys: readonly string[], energyTeV: number, mayOrder: boolean): Promise<{ found: Map<string, AreaOf>; waiting: string[] }> {
  const rows = await sql.kept<AeffRow>("worth-aeff", AEFF, [keys]);
  const found = new Map<string, AreaOf>();
  const wanted = rows.flatMap((row) => (row.releaseId === null ? [] : [{ row, order: lookOrder(row.releaseId, "aeff", { hdu: row.hduName }) }]));
  for (const { key, releaseId, isLinked } of rows) {
    if (releaseId === null) found.set(key, { reason: isLinked ? "their effective areas are closed to you" : "the store links no effective area to them" });
  }
  const kept = await sql.kept<KeptRow>("worth-kept", KEPT, [wanted.map(({ order }) => order.releaseId), wanted.map(({ order }) => order.asked)]);
  const byKey = new Map(kept.map((row) => [`${row.releaseId} ${row.asked}`, row]));
  const curves = new Map<string, AreaOf>();
  const waiting: string[] = [];
  for (const { row, order } of wanted) {
    const id = `${order.releaseId} ${order.asked}`;
    const look = byKey.get(id);
    if (!look || look.checksum !== checksumOf(row)) {
      waiting.push(row.key);
      if (mayOrder) await enqueueJob(sql, LOOK_QUEUE, order, lookKey(order));
      continue;
    }
    const curve = curves.get(id) ?? (look.problem ? { reason: "their effective areas can not be read" } : { area: areaAt(aeffLookSchema.parse(JSON.parse(look.answer!)), energyTeV) });
    curves.set(id, curve);
    found.set(row.key, curve);
  }
  return { found, waiting };
}
