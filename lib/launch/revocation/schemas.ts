import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { launchStateSchema, launchStates } from "../schemas";

/** The query of `GET /embargo/launches`. */
export const affectedQuerySchema = z.object({
  project: z.string().max(200).optional(),
  collection: z.string().max(200).optional(),
  state: z.enum(["running", "over", ...launchStates]).default("running").describe("`running`: launches that live; `over`: those that have ended since; or one state"),
  limit: numeric((number) => number.int().min(1).max(200)).prefault(50),
  cursor: z.string().max(512).optional(),
});
export type AffectedQuery = z.output<typeof affectedQuerySchema>;

/** A launch that holds observations of the caller's collections or projects which its owner may not read any more. */
export const affectedLaunchSchema = z.object({
  id: z.uuid(),
  username: z.string(),
  service: z.string(),
  state: launchStateSchema,
  launchedAt: z.string(),
  /** When it was first seen that a right had ended. */
  endedAt: z.string(),
  parts: z.array(
    z.object({
      collection: z.string(),
      project: z.string().nullable(),
      observationCount: z.number().int(),
      whenRightEnds: z.enum(["notify", "stop"]).nullable().describe("what the project asks for; null without a project"),
    }),
  ),
  canStop: z.boolean().describe("whether the caller may stop it: it runs, and who manages a collection of it may"),
  stopAskedAt: z.string().nullable().describe("when a manager asked for its end"),
});
export type AffectedLaunch = z.infer<typeof affectedLaunchSchema>;
