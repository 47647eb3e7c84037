import { z } from "zod";
import { observationFilterSchema, wholeListSchema } from "@/lib/catalogue/schemas";

const nameSchema = z.string().trim().min(1).max(100);

/** A search that somebody keeps under a name, or, without one, made lately. */
export const savedSearchSchema = z.object({
  id: z.uuid(),
  name: z.string().nullable().describe("null: one of the last searches, not kept"),
  query: observationFilterSchema,
  isWatched: z.boolean().describe("Whether a notice tells of new results"),
  problem: z.enum(["too-many", "unreadable"]).nullable().describe("Why it is not watched any more: it finds too much, or the portal no longer understands it"),
  madeAt: z.string(),
  usedAt: z.string(),
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;
export const savedSearchListSchema = wholeListSchema(savedSearchSchema);
export type SavedSearchList = z.infer<typeof savedSearchListSchema>;

export const searchBodySchema = z
  .object({
    name: nameSchema.optional().describe("Without a name it is remembered as one of the last searches"),
    query: observationFilterSchema.strict().refine((query) => Object.keys(query).length > 0, { message: "a search for everything needs no keeping" }),
    isWatched: z.boolean().default(false),
  })
  .refine((body) => !body.isWatched || body.name !== undefined, { message: "only a search with a name is watched", path: ["isWatched"] });
export type SearchBody = z.output<typeof searchBodySchema>;

export const searchChangeSchema = z
  .object({ name: nameSchema.optional(), isWatched: z.boolean().optional(), isUsed: z.literal(true).optional().describe("It was opened again") })
  .strict()
  .refine((body) => Object.values(body).some((value) => value !== undefined), { message: "give a name, isWatched or isUsed" });
export type SearchChange = z.output<typeof searchChangeSchema>;
export const searchParamsSchema = z.object({ id: z.string() });
