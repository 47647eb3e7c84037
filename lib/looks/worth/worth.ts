import { idOrNotFound } from "@/lib/basket/id";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { areasOf } from "./areas";
import { FieldSum, isPointed, MOST_FIELDS } from "./exposure";
import type { Exposure, WorthEvent } from "./schema";
import { summaryOf, type Chosen } from "./summary";

/** The files of more observations than this are not read for one sum; it is said how many are left out. */
const MOST_SUMMED = 5000;
const AT_ONCE = 50;

/** Each row by its key, as a basket is read (`lib/basket/read-sql.ts`). */
const CHOSEN = `SELECT o.* FROM basket_item i CROSS JOIN LATERAL (
  SELECT v.id::text AS key, v.readable, v.target_name AS "targetName", v.ra_deg AS "raDeg", v.dec_deg AS "decDeg", v.livetime_sec AS "livetimeSec", v.zenith_deg AS "zenithDeg", v.energy_threshold_tev AS "thresholdTeV"
  FROM visible_observation v WHERE v.id = i.observation_id OFFSET 0
) o WHERE i.basket_id = $1 AND i.kind = 'observation' ORDER BY i.added_at, i.id`;

/** What a basket holds for this viewer. @throws NotFound when it is none of the viewer's */
export function chosenOf(viewer: SignedInViewer, basketId: string): Promise<Chosen[]> {
  const id = idOrNotFound(basketId);
  return withViewerSql(viewer, async (sql) => {
    const [own] = await sql.rows("SELECT 1 FROM basket WHERE id = $1", [id]);
    if (!own) throw new NotFound();
    return sql.rows<Chosen>(CHOSEN, [id]);
  });
}

/**
 * What a selection is worth: what its descriptions say, at once; then the exposure on the sky, from the effective areas in
 * its files, with progress. Nothing more is read once the signal says so.
 */
export async function* worthOf(viewer: SignedInViewer, chosen: readonly Chosen[], energyTeV: number, signal: AbortSignal): AsyncGenerator<WorthEvent> {
  let seq = 0;
  yield { seq: ++seq, kind: "summary", summary: summaryOf(chosen) };
  const left = new Map<string, number>();
  const leave = (reason: string, observations: number) => observations > 0 && left.set(reason, (left.get(reason) ?? 0) + observations);
  const readable = chosen.filter(({ readable: may }) => may);
  const pointed = readable.filter(isPointed);
  leave("they are closed to you", chosen.length - readable.length);
  leave("they have no fixed pointing", readable.length - pointed.length);
  const summed = pointed.slice(0, MOST_SUMMED);
  leave(`only ${MOST_SUMMED} observations are summed at once`, pointed.length - summed.length);
  const fields = FieldSum.of(summed);
  let count = 0;
  for (let first = 0; first < summed.length; first += AT_ONCE) {
    yield { seq: ++seq, kind: "progress", done: first, total: summed.length };
    if (signal.aborted) return;
    const batch = summed.slice(first, first + AT_ONCE);
    const areas = await areasOf(viewer, batch.map(({ key }) => key), energyTeV, signal);
    for (const each of batch) {
      const of = areas.get(each.key);
      const field = fields.find(({ observationKeys }) => observationKeys.has(each.key));
      if (!of || "reason" in of) leave(of?.reason ?? "they are gone", 1);
      else if (each.livetimeSec === null) leave("their livetime is not known", 1);
      else if (!field) leave(`only the ${MOST_FIELDS} fields with the most livetime are shown`, 1);
      else {
        field.add(each, of.area);
        count++;
      }
    }
  }
  const exposure: Exposure = { energyTeV, fields: fields.map((field) => field.result()).filter(({ observations }) => observations > 0), summed: count, left: [...left].map(([reason, observations]) => ({ reason, observations })) };
  yield { seq: ++seq, kind: "exposure", exposure };
}
