import { z } from "zod";
import { FILE_COUNT } from "@/lib/basket/manifest/staged-sql";
import { AVAILABILITY } from "./data/availability-sql";
import { launchAvailabilitySchema, launchProblemSchema, launchProgressSchema, launchStateSchema, type Launch } from "./schemas";

/** Whether the file that a session last named is one that the viewer may read now: row-level security shows no other. */
const CAN_NAME_FILE = "(l.progress->>'currentPath' IS NULL OR EXISTS (SELECT 1 FROM manifest_file f WHERE f.manifest_id = l.manifest_id AND f.path = l.progress->>'currentPath'))";

/** The columns of a launch as the API shows it, for a query `FROM launch l JOIN manifest m ON m.id = l.manifest_id`. What a session said is shown as far as it names nothing that is closed by now. */
export const LAUNCH_COLUMNS = `l.id, l.state, l.service, l.environment, l.size, cardinality(m.observation_ids) AS "observationCount",
  m.total_bytes::float8 AS "totalBytes", l.created_at AS "createdAt", l.updated_at AS "updatedAt", l.until, l.last_active_at AS "lastActiveAt", l.log IS NOT NULL AS "hasLog", l.url,
  CASE WHEN ${CAN_NAME_FILE} THEN l.progress ELSE jsonb_set(l.progress, '{currentPath}', 'null') END AS progress, l.problem, l.waits_for_data AS "waitsForData",
  (SELECT ${AVAILABILITY} FROM launch_rule r WHERE r.launch_id = l.id ORDER BY r.asked_at DESC, r.id DESC LIMIT 1) AS availability,
  CASE WHEN l.problem IS NOT NULL OR EXISTS (SELECT 1 FROM launch_rule r WHERE r.launch_id = l.id AND r.reason IS NOT NULL) THEN (SELECT count(*) FROM manifest_file f WHERE f.manifest_id = l.manifest_id) = ${FILE_COUNT} END AS "isOpen"`;

const rowSchema = z.object({
  id: z.string(),
  state: launchStateSchema,
  service: z.string(),
  environment: z.string().nullable(),
  size: z.string().nullable(),
  observationCount: z.number(),
  totalBytes: z.number(),
  createdAt: z.date(),
  updatedAt: z.date(),
  until: z.date().nullable(),
  lastActiveAt: z.date().nullable(),
  hasLog: z.boolean(),
  url: z.string().nullable(),
  progress: launchProgressSchema.nullable(),
  problem: launchProblemSchema.nullable(),
  waitsForData: z.boolean(),
  availability: launchAvailabilitySchema.nullable(),
  isOpen: z.boolean().nullable(),
});

/** The portal's own problems name no file. */
const namesNothing = ["manifest-closed", "right-ended"];

/** A row of LAUNCH_COLUMNS as the API tells it. The notebook's address is told while it leads somewhere. */
export function launchOf(row: unknown): Launch {
  const { createdAt, updatedAt, until, lastActiveAt, url, isOpen, ...same } = rowSchema.parse(row);
  if (same.problem && isOpen === false && !namesNothing.includes(same.problem.slug)) same.problem.detail = "It was about files of which some are closed to you by now, so that what was said is not shown.";
  if (same.availability && isOpen === false) same.availability.reason = null;
  return { ...same, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(), until: until?.toISOString() ?? null, lastActiveAt: lastActiveAt?.toISOString() ?? null, url: same.state === "ready" ? url : null };
}
