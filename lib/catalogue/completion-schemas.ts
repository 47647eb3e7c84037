import { z } from "zod";

export const completionKeys = ["project", "target", "instrument", "collection"] as const;
export const completionQuerySchema = z
  .object({ key: z.enum(completionKeys).optional().describe("Without it, projects and targets"), text: z.string().trim().max(128).default("").describe("What the value begins with, in any case of letters") })
  .strict();
export type CompletionQuery = z.infer<typeof completionQuerySchema>;
export const completionSchema = z.object({ items: z.array(z.object({ key: z.enum(completionKeys), value: z.string() })) });
export type Completion = z.infer<typeof completionSchema>;
