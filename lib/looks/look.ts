import { recordAct } from "@/lib/audit/record";
import { didName, didScope } from "@/lib/catalogue/did";
import { findRelease, type ReleaseRow } from "@/lib/datalake/find-file";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { enqueueJob, readyToEnqueue } from "@/lib/jobs/sender";
import { Calls } from "./calls";
import { checksumOf } from "./checksum";
import { LookFailed, type LookProblem } from "./errors";
import { findLooked, findProduct, type Looked } from "./find";
import { type Asked, LOOK_QUEUE, lookKey, lookOrder } from "./queue";
import type { LookName, LookQuery } from "./schemas";

/** A look that is ready, its result as the JSON that was kept; or still to be made. */
export type LookAnswer = { readonly state: "making" } | { readonly state: "ready"; readonly productId: string; readonly release: number; readonly hduName: string | null; readonly result: string };

interface Wanted {
  /** Which file; it is looked up under the viewer's rights each time. */
  find(sql: Sql): Promise<Looked>;
  readonly look: string;
  asked(looked: Looked): Asked;
}

/** How a caller waits for what is still to be made. */
export interface Patience {
  readonly waitSec: number;
  readonly signal: AbortSignal;
}

/**
 * A look at an observation's events or responses.
 *
 * @throws NotFound, Embargoed as for the file itself; NothingToLookAt; LookFailed for a file that can not be looked at
 */
export function lookAtObservation(viewer: Viewer, id: string, look: LookName, query: LookQuery, signal: AbortSignal): Promise<LookAnswer> {
  return lookAt(viewer, { look, find: (sql) => findLooked(sql, id, look), asked: (looked) => askedOf(look, looked, query) }, { waitSec: query.waitSec, signal });
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
async function lookAt(viewer: Viewer, wanted: Wanted, { waitSec, signal }: Patience): Promise<LookAnswer> {
  await readyToEnqueue();
  const first = await readOrOrder(viewer, wanted, true);
  if (first.answer) return first.answer;
  const until = performance.now() + waitSec * 1000;
  const calls = new Calls(first.key);
  try {
    // What was made between the first reading and the beginning of listening is found by reading again.
    for (;;) {
      const { answer } = await readOrOrder(viewer, wanted, false);
      if (answer) return answer;
      const leftMs = until - performance.now();
      if (leftMs <= 0 || signal.aborted) return { state: "making" };
      await calls.next(Math.min(leftMs, UNHEARD_MS), signal);
    }
  } finally {
    calls.stop();
  }
}

const KEPT = `SELECT answer, problem, made_at < now() - interval '10 seconds' AS "isOld" FROM preview WHERE release_id = $1 AND look = $2 AND asked = $3 AND checksum = $4`;

interface KeptRow {
  readonly answer: string | null;
  readonly problem: LookProblem | null;
  readonly isOld: boolean;
}

async function readOrOrder(viewer: Viewer, wanted: Wanted, mayOrder: boolean): Promise<{ key: string; answer: LookAnswer | null }> {
  return withViewerSql(viewer, async (sql) => {
    const looked = await wanted.find(sql);
    const release: ReleaseRow = await findRelease(sql, looked.did);
    const order = lookOrder(release.id, wanted.look, wanted.asked(looked));
    const key = lookKey(order);
    const [kept] = await sql.kept<KeptRow>("look-kept", KEPT, [order.releaseId, order.look, order.asked, checksumOf(release)]);
    // What failed because a part was away may do now; what is wrong with the bytes stays wrong.
    const isPassing = kept?.problem && kept.problem.status >= 500 && kept.isOld && mayOrder;
    if (!kept || isPassing) {
      if (mayOrder) await enqueueJob(sql, LOOK_QUEUE, order, key);
      return { key, answer: null };
    }
    await recordAct(sql, "preview.shown", { file: { scope: didScope(looked.did), name: didName(looked.did) } }, { look: wanted.look });
    if (kept.problem) throw new LookFailed(kept.problem);
    return { key, answer: { state: "ready", productId: `${looked.did.collection}:${looked.did.path}`, release: looked.did.release, hduName: looked.hduName, result: kept.answer! } };
  });
}
