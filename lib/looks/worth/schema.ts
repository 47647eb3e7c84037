import { z } from "zod";
import { numeric } from "@/lib/units/numeric";

const bins = z.object({ edges: z.array(z.number()), observations: z.array(z.number()), livetimeSec: z.array(z.number()), unknown: z.number().int().describe("observations that do not say") });
export type Bins = z.infer<typeof bins>;

export const worthSummarySchema = z.object({
  observations: z.number().int(),
  closed: z.number().int().describe("of them, closed to the caller"),
  livetimeSec: z.number(),
  livetimeUnknown: z.number().int(),
  targets: z.array(z.object({ name: z.string().nullable(), observations: z.number().int(), livetimeSec: z.number() })).describe("by livetime, the greatest first"),
  moreTargets: z.number().int(),
  zenith: bins.describe("degrees"),
  threshold: bins.describe("TeV"),
});
export type WorthSummary = z.infer<typeof worthSummarySchema>;

export const exposureFieldSchema = z.object({
  centre: z.object({ raDeg: z.number(), decDeg: z.number() }),
  observations: z.number().int(),
  binDeg: z.number(),
  halfWidthDeg: z.number(),
  exposureM2s: z.array(z.array(z.number())).describe("rows from south to north, each from east to west, in the tangent plane at the centre"),
  maxM2s: z.number(),
});
export type ExposureField = z.infer<typeof exposureFieldSchema>;

export const exposureSchema = z.object({
  energyTeV: z.number(),
  fields: z.array(exposureFieldSchema),
  summed: z.number().int().describe("observations in it"),
  left: z.array(z.object({ reason: z.string(), observations: z.number().int() })).describe("observations that are not in it, and why"),
});
export type Exposure = z.infer<typeof exposureSchema>;

/** What a sum tells while it is made; the last event is `exposure`. */
export const worthEventSchema = z.discriminatedUnion("kind", [
  z.object({ seq: z.number().int(), kind: z.literal("summary"), summary: worthSummarySchema }),
  z.object({ seq: z.number().int(), kind: z.literal("progress"), done: z.number().int(), total: z.number().int() }),
  z.object({ seq: z.number().int(), kind: z.literal("exposure"), exposure: exposureSchema }),
]);
export type WorthEvent = z.infer<typeof worthEventSchema>;

export const worthQuerySchema = z.object({ energyTeV: numeric((number) => number.min(0.001).max(1000)).prefault(1).describe("the true energy at which the exposure is taken") });
