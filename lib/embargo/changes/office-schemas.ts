import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { clockSchema, effectSchema, embargoChangeSchema } from "./schemas";

/** A project as its managers see it. Dates are ISO 8601 UTC. */
export const managedProjectSchema = z.object({
  code: z.string(),
  title: z.string(),
  piUsername: z.string(),
  iamGroup: z.string(),
  collections: z.array(z.string()),
  jointCodes: z.array(z.string()),
  metaClock: clockSchema,
  dataClock: clockSchema,
  nextMetaReleaseAt: z.string().nullable().describe("When the next description opens by itself"),
  nextDataReleaseAt: z.string().nullable(),
  lastDataReleaseAt: z.string().nullable().describe("When all of it is open; null while an observation has no date"),
  observationCount: z.number().int(),
  hiddenCount: z.number().int().describe("Descriptions not public yet, or held"),
  closedCount: z.number().int().describe("Described to the public, bytes closed"),
  publicCount: z.number().int(),
  overrideCount: z.number().int().describe("Observations with dates of their own"),
  hold: z.enum(["none", "read", "discover"]),
  openRequestCount: z.number().int(),
  waitingChangeCount: z.number().int(),
  earlyReleaseApproval: z.boolean(),
  whenRightEnds: z.enum(["notify", "stop"]),
  changeable: z.boolean().describe("false: some of its observations lie in collections that others manage, so nothing of the whole can be changed alone"),
});
export type ManagedProject = z.infer<typeof managedProjectSchema>;

export const managedProjectQuerySchema = z
  .object({
    collection: z.string().min(1).max(64).optional(),
    opensWithinDays: numeric((number) => number.int().min(0).max(36_500)).optional(),
    q: z.string().trim().min(1).max(128).optional().describe("Part of the code or the title"),
    hold: z.enum(["none", "any", "read", "discover"]).optional(),
    limit: numeric((number) => number.int().min(1).max(200)).prefault(50),
    cursor: z.string().max(2048).optional(),
  })
  .strict();
export type ManagedProjectQuery = z.infer<typeof managedProjectQuerySchema>;

/** What a hold or denial is about: exactly one of the three. */
const scopeSchema = z.object({
  collection: z.string().nullable(),
  project: z.string().nullable(),
  observationCount: z.number().int().nullable(),
  observationIds: z.array(z.string()).nullable().describe("The first hundred"),
});
const placedShape = {
  id: z.uuid(),
  scope: scopeSchema,
  reason: z.string(),
  placedBy: z.string(),
  placedAt: z.string(),
  liftedBy: z.string().nullable(),
  liftedAt: z.string().nullable(),
  liftReason: z.string().nullable(),
};
export const embargoHoldSchema = z.object({ ...placedShape, closes: z.enum(["read", "discover"]) });
export type EmbargoHold = z.infer<typeof embargoHoldSchema>;
export const embargoDenialSchema = z.object({ ...placedShape, username: z.string() });
export type EmbargoDenial = z.infer<typeof embargoDenialSchema>;

export const placedQuerySchema = z.object({ lifted: z.enum(["true", "false"]).default("false").describe("true: those that were lifted too"), project: z.string().min(1).max(64).optional() }).strict();
export type PlacedQuery = z.infer<typeof placedQuerySchema>;

export const clocksQuerySchema = z.object({ observations: z.literal("1").optional().describe("A line for each observation instead of each project"), project: z.string().min(1).max(64).optional() }).strict()
  .refine((query) => query.observations === undefined || query.project !== undefined, { message: "say of which project", path: ["project"] });
export const importQuerySchema = z
  .object({ dryRun: z.enum(["true", "false"]).default("true"), reason: z.string().trim().min(3).max(2000).optional(), expect: z.string().max(64).optional() })
  .strict()
  .refine((query) => query.dryRun === "true" || query.reason !== undefined, { message: "say why", path: ["reason"] });

/** A fault of a CSV file; lines and columns count from 1, the heading is line 1. */
export const importFaultSchema = z.object({ line: z.number().int(), column: z.string().nullable(), message: z.string() });
export type ImportFault = z.infer<typeof importFaultSchema>;
export const clockImportSchema = z.object({
  lineCount: z.number().int().describe("Lines below the heading"),
  changedCount: z.number().int().describe("Of them, those that say something new"),
  faults: z.array(importFaultSchema).describe("Nothing is applied while there is one"),
  effect: effectSchema.nullable().describe("What applying it does; null while there are faults"),
  change: embargoChangeSchema.nullable().describe("What was made of it; null in a dry run"),
});
export type ClockImport = z.infer<typeof clockImportSchema>;
