import { z } from "zod";
import { observationIdSchema } from "./schemas";

const countedSchema = z.number().int().nullable().describe("exact; null when more than `limit` match a filter of which no sums are kept");
const limitSchema = z.number().int().describe("up to so many are counted under any filter; sums are kept for project, collection and instrument, and for no filter at all");

/** One of few results, as a map draws it. Degrees ICRS, MJD UTC. */
export const skyPointSchema = z.object({
  id: observationIdSchema,
  targetName: z.string().nullable(),
  raDeg: z.number(),
  decDeg: z.number(),
  fovRadiusDeg: z.number(),
  startMjd: z.number(),
  readable: z.boolean(),
});
export type SkyPoint = z.infer<typeof skyPointSchema>;
export const densitySchema = z.object({
  order: z.number().int().describe("HEALPix order of the cells, nested"),
  totalCount: countedSchema,
  limit: limitSchema,
  unplacedCount: z.number().int().nullable().describe("those without a position on the sky (DRIFT)"),
  cells: z.array(z.object({ pixel: z.number().int(), count: z.number().int() })).nullable().describe("cells with any, by pixel"),
  points: z.array(skyPointSchema).nullable().describe("every one with a position, where they are 2 000 or fewer"),
});
export type Density = z.infer<typeof densitySchema>;

export const timelineSchema = z.object({
  binDays: z.number().describe("width of a bin: a power of two, counted from MJD 0"),
  totalCount: countedSchema,
  limit: limitSchema,
  bins: z.array(z.object({ startMjd: z.number().describe("UTC"), count: z.number().int() })).nullable().describe("bins in which any begins, in order"),
});
export type Timeline = z.infer<typeof timelineSchema>;
