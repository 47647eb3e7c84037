import { recordAct } from "@/lib/audit/record";
import { didName, didScope } from "@/lib/catalogue/did";
import { findRelease } from "@/lib/datalake/find-file";
import type { FileChecksums } from "@/lib/datalake/representation";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { enqueueJob, readyToEnqueue } from "@/lib/jobs/sender";
import { Calls } from "./calls";
import { checksumOf } from "./checksum";
import { LookFailed, type LookProblem } from "./errors";
import { findLooked, findProduct, type Looked } from "./find";
import { countLook } from "./limit";
import { type Asked, askedText, LOOK_QUEUE, lookKey, lookOrder } from "./queue";
import type { LookName, LookQuery } from "./schemas";

/** A look that is ready, its result as the JSON that was kept; or still to be made. */
export type LookAnswer = { readonly state: "making" } | { readonly state: "ready"; readonly productId: string; readonly release: number; readonly hduName: string | null; readonly result: string };

interface Wanted {
  /** Which file; it is looked up under the viewer's rights each time. */
  find(sql: Sql): Promise<Looked>;
  readonly look: string;
  asked(looked: Looked): Asked;
}

/** From where it is asked, and until when the caller listens. */
export interface Caller {
  /** From `callerAddress`. */
  readonly address: string | null;
  readonly signal: AbortSignal;
}

/** How a caller waits for what is still to be made. */
export interface Patience extends Caller {
  readonly waitSec: number;
}

/**
 * A look at an observation's events or responses.
 *
 * @throws NotFound, Embargoed as for the file itself; NothingToLookAt; LookFailed for a file that can not be looked at; TooManyLooks
 */
export function lookAtObservation(viewer: Viewer, id: string, look: LookName, query: LookQuery, caller: Caller): Promise<LookAnswer> {
  return lookAt(viewer, { look, find: (sql) => findLooked(sql, id, look), asked: (looked) => askedOf(look, looked, query) }, { ...caller, waitSec: query.waitSec });
}

/** What is in a file: its HDUs, or the first rows of one of them. @throws the same */
export function lookAtProduct(viewer: Viewer, id: string, hdu: number | null, patience: Patience): Promise<LookAnswer> {
  return lookAt(viewer, { look: hdu === null ? "hdus" : "rows", find: (sql) => findProduct(sql, id), asked: (): Asked => (hdu === null ? {} : { hdu }) }, patience);
}

function askedOf(look: LookName, { hduName, goodTimesName }: Looked, { raDeg, decDeg, radiusDeg, offsetDeg }: LookQuery): Asked {
  if (look === "events") return { hdu: hduName, goodTimes: goodTimesName };
  if (look === "theta-squared") return { hdu: hduName, raDeg: raDeg ?? null, decDeg: decDeg ?? null, radiusDeg };
  return look === "edisp" ? { hdu: hduName, offsetDeg } : { hdu: hduName };
}

/** Without a word from the database one looks oneself. */
const UNHEARD_MS = 1000;

/**
 * What is kept, or else what the worker makes of the file now. The embargo is asked each time, for what is kept too: a
 * preview lives under the policy of its release, and no transaction is open while the worker works.
 */
async function lookAt(viewer: Viewer, wanted: Wanted, { waitSec, signal, address }: Patience): Promise<LookAnswer> {
  await readyToEnqueue();
  const first = await readOrOrder(viewer, wanted, { address });
  if (first.answer) return first.answer;
  const until = performance.now() + waitSec * 1000;
  const calls = new Calls(first.key);
  try {
    // What was made between the first reading and the beginning of listening is found by reading again.
    for (;;) {
      const { answer } = await readOrOrder(viewer, wanted, null);
      if (answer) return answer;
      const leftMs = until - performance.now();
      if (leftMs <= 0 || signal.aborted) return { state: "making" };
      await calls.next(Math.min(leftMs, UNHEARD_MS), signal);
    }
  } finally {
    calls.stop();
  }
}

/** By the name of the bytes, so that what is kept takes one statement. */
const KEPT = `SELECT v.checksum, v.answer, v.problem, v.made_at < now() - interval '10 seconds' AS "isOld", r.size_bytes::float8 AS "sizeBytes", r.sha256, r.md5, r.adler32
FROM (SELECT id FROM collection WHERE name = $1 OFFSET 0) c JOIN product p ON p.collection_id = c.id AND p.name = $2
JOIN product_release r ON r.product_id = p.id AND r.release = $3 JOIN preview v ON v.release_id = r.id AND v.look = $4 AND v.asked = $5`;

interface KeptRow extends FileChecksums {
  readonly checksum: string;
  readonly sizeBytes: number;
  readonly answer: string | null;
  readonly problem: LookProblem | null;
  readonly isOld: boolean;
}

async function readOrOrder(viewer: Viewer, wanted: Wanted, ordering: { readonly address: string | null } | null): Promise<{ key: string | null; answer: LookAnswer | null }> {
  return withViewerSql(viewer, async (sql) => {
    const looked = await wanted.find(sql);
    const asked = wanted.asked(looked);
    const { collection, path, release } = looked.did;
    // Its plan is kept since the file was looked up.
    const { rows } = await sql.client.query<KeptRow>({ name: "look-kept", text: KEPT, values: [collection, path, release, wanted.look, askedText(asked)] });
    const kept = rows.find((row) => row.checksum === checksumOf(row));
    // What failed because a part was away may do now; what is wrong with the bytes stays wrong.
    const isPassing = kept?.problem && kept.problem.status >= 500 && kept.isOld;
    if (!kept || isPassing) {
      const order = lookOrder((await findRelease(sql, looked.did)).id, wanted.look, asked);
      // Counted once it is known to be new: a refusal takes the order back with the transaction.
      if (ordering && (await enqueueJob(sql, LOOK_QUEUE, order, lookKey(order)))) await countLook(viewer, ordering.address);
      return { key: lookKey(order), answer: null };
    }
    await recordAct(sql, "preview.shown", { file: { scope: didScope(looked.did), name: didName(looked.did) } }, { look: wanted.look });
    if (kept.problem) throw new LookFailed(kept.problem);
    return { key: null, answer: { state: "ready", productId: `${looked.did.collection}:${looked.did.path}`, release: looked.did.release, hduName: looked.hduName, result: kept.answer! } };
  });
}
