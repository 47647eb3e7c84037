import { z } from "zod";
import { launchProblemSchema, launchProgressSchema, launchStateSchema, type Launch } from "./schemas";

/** The columns of a launch as the API shows it, for a query `FROM launch l JOIN manifest m ON m.id = l.manifest_id`. */
export const LAUNCH_COLUMNS = `l.id, l.state, l.service, l.environment, cardinality(m.observation_ids) AS "observationCount",
  m.total_bytes::float8 AS "totalBytes", l.created_at AS "createdAt", l.updated_at AS "updatedAt", l.until, l.url, l.progress, l.problem`;

const rowSchema = z.object({
  id: z.string(),
  state: launchStateSchema,
  service: z.string(),
  environment: z.string().nullable(),
  observationCount: z.number(),
  totalBytes: z.number(),
  createdAt: z.date(),
  updatedAt: z.date(),
  until: z.date().nullable(),
  url: z.string().nullable(),
  progress: launchProgressSchema.nullable(),
  problem: launchProblemSchema.nullable(),
});

/** A row of LAUNCH_COLUMNS as the API tells it. The notebook's address is told while it leads somewhere. */
export function launchOf(row: unknown): Launch {
  const { createdAt, updatedAt, until, url, ...same } = rowSchema.parse(row);
  return { ...same, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(), until: until?.toISOString() ?? null, url: same.state === "ready" ? url : null };
}
