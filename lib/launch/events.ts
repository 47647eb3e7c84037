import { z } from "zod";
import { FILE_COUNT } from "@/lib/basket/manifest/staged-sql";
import { withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import { nextEvent } from "./listen";
import { type LaunchEvent, launchAvailabilitySchema, launchProgressSchema, launchStateSchema } from "./schemas";
import { isFinal } from "./states";

const rowSchema = z.object({ seq: z.number(), at: z.date().transform((at) => at.toISOString()), state: launchStateSchema, message: z.string(), progress: launchProgressSchema.nullable(), availability: launchAvailabilitySchema.nullable() });

// A file that is closed by now is not named: row-level security shows those of the manifest that may be read.
// Counts that later counts of the same state have overtaken are left out: who comes late reads the story, not each byte.
// What the data lake says of what is stuck may name files, so it is shown while all of them may be read.
const IS_OPEN = `(SELECT (SELECT count(*) FROM manifest_file f WHERE f.manifest_id = l.manifest_id) = ${FILE_COUNT} FROM launch l JOIN manifest m ON m.id = l.manifest_id WHERE l.id = $1)`;
const READ_AFTER = `
SELECT e.seq, e.at, e.state,
  CASE WHEN e."canName" THEN e.message ELSE 'Fetching files' END AS message,
  CASE WHEN e."canName" THEN e.progress ELSE jsonb_set(e.progress, '{currentPath}', 'null') END AS progress,
  CASE WHEN e.availability->>'reason' IS NULL OR ${IS_OPEN} THEN e.availability ELSE jsonb_set(e.availability, '{reason}', 'null') END AS availability
FROM (
  SELECT *, lag(state) OVER story IS DISTINCT FROM state AS "isChange",
    bool_or(progress IS NOT NULL) OVER (PARTITION BY state ORDER BY seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS "isOvertaken",
    availability->>'state' = 'bringing' AND bool_or(availability IS NOT NULL) OVER (PARTITION BY state ORDER BY seq ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS "isPassed",
    progress->>'currentPath' IS NULL OR EXISTS (SELECT 1 FROM launch l JOIN manifest_file f ON f.manifest_id = l.manifest_id WHERE l.id = launch_id AND f.path = progress->>'currentPath') AS "canName"
  FROM launch_event WHERE launch_id = $1 WINDOW story AS (ORDER BY seq)
) e
WHERE e.seq > $2 AND (e."isChange" OR e.progress IS NULL OR e."isOvertaken" IS NOT TRUE) AND (e."isChange" OR e."isPassed" IS NOT TRUE)
ORDER BY e.seq`;

/** The story of a launch after one of its events. @throws NotFound when it is not the viewer's. */
export function readEvents(viewer: SignedInViewer, id: string, afterSeq: number): Promise<LaunchEvent[]> {
  return withViewerSql(viewer, async (sql) => {
    const [own] = await sql.rows("SELECT 1 FROM launch WHERE id = $1", [id]);
    if (!own) throw new NotFound();
    return z.array(rowSchema).parse(await sql.rows(READ_AFTER, [id, afterSeq]));
  });
}

/**
 * The story of a launch as it grows, from after one of its events until its final state or the signal. Holds neither
 * transaction nor connection while it waits.
 */
export async function* followEvents(viewer: SignedInViewer, id: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<LaunchEvent> {
  let seq = afterSeq;
  while (!signal.aborted) {
    // Asked for before reading, so that what happens in between is not waited for in vain.
    const next = nextEvent(id, signal);
    for (const event of await readEvents(viewer, id, seq)) {
      yield event;
      seq = event.seq;
      if (isFinal(event.state)) return;
    }
    await next;
  }
}
