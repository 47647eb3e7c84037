import { z } from "zod";
import { canaryKinds } from "./kinds";

export const canaryLeakSchema = z.object({
  kind: z.enum([...canaryKinds, "any"]).describe("by what the canary was hidden that showed; any: it can not be told which"),
  route: z.string().describe("method and path at which it showed"),
  viewer: z.enum(["anonymous", "signed-in"]),
});
export type CanaryLeak = z.infer<typeof canaryLeakSchema>;

export const canaryRunSchema = z.object({
  id: z.uuid(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  origin: z.enum(["worker", "command"]),
  state: z.enum(["running", "clean", "leak", "failed"]),
  probeCount: z.number().int(),
  viewers: z.array(z.enum(["anonymous", "signed-in"])),
  leaks: z.array(canaryLeakSchema),
  problem: z.string().nullable().describe("why it could not be finished"),
});
export type CanaryRun = z.infer<typeof canaryRunSchema>;

export const canaryRunListSchema = z.object({ items: z.array(canaryRunSchema), nextCursor: z.null(), totalCount: z.number().int(), kinds: z.array(z.enum(canaryKinds)) });
