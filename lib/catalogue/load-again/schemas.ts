import { z } from "zod";

const changesSchema = z.object({ added: z.number().int(), changed: z.number().int(), unchanged: z.number().int() });

/** What a load did, as `npm run load` says it. Files are named within the store. */
export const loadReportSchema = z.object({
  observations: changesSchema,
  products: changesSchema,
  kept: z.array(z.string()).describe("What managers set of the embargo and the load left as it is"),
  findings: z.array(z.string()).describe("What is missing or odd in the store, with file and row: the first hundred"),
  findingCount: z.number().int(),
});
export type KeptReport = z.infer<typeof loadReportSchema>;

export const collectionLoadSchema = z.object({
  id: z.uuid(),
  state: z.enum(["waiting", "running", "done", "refused", "failed"]).describe("refused: the store is at fault, and `problem` says where. Nothing is changed by a load that is not done"),
  askedBy: z.string(),
  askedAt: z.string(),
  endedAt: z.string().nullable(),
  report: loadReportSchema.nullable().describe("Of one that is done"),
  problem: z.string().nullable().describe("Why one was refused or failed"),
});
export type CollectionLoad = z.infer<typeof collectionLoadSchema>;
export const collectionLoadListSchema = z.object({ items: z.array(collectionLoadSchema) });
export type CollectionLoadList = z.infer<typeof collectionLoadListSchema>;
