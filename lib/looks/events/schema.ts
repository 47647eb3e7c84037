import { z } from "zod";

const counts = z.array(z.number());

/** In place of a plot: why there is none. */
export const problemSchema = z.object({ problem: z.string() });

export const skyPositionSchema = z.object({ raDeg: z.number(), decDeg: z.number() });

export const countsMapSchema = z.object({
  binDeg: z.number().describe("side of a cell, degrees"),
  halfWidthDeg: z.number(),
  counts: z.array(counts).describe("rows from south to north, each from east to west, in the tangent plane at the pointing"),
  outside: z.number().describe("events outside of the map"),
});

export const energyHistogramSchema = z.object({ edgesTeV: counts, counts, outside: z.number(), minTeV: z.number().nullable(), maxTeV: z.number().nullable() });

export const eventTimesSchema = z.object({
  counts,
  binSec: z.number(),
  fromSec: z.number().describe("of the first bin, seconds after the start"),
  outside: z.number(),
  startMjd: z.number().nullable().describe("UTC"),
  goodTimes: z.array(z.tuple([z.number(), z.number()])).describe("good time intervals, seconds after the start"),
  ontimeSec: z.number().nullable(),
});

export const zenithSchema = z.object({
  track: z.array(z.object({ sec: z.number(), zenithDeg: z.number() })).describe("of the pointing, without refraction"),
  headerDeg: z.number().nullable().describe("as the file says"),
});

export const eventsLookSchema = z.object({
  eventCount: z.number(),
  notes: z.array(z.string()),
  pointing: skyPositionSchema.nullable(),
  target: skyPositionSchema.extend({ name: z.string().nullable() }).nullable(),
  map: countsMapSchema.or(problemSchema),
  energy: energyHistogramSchema.or(problemSchema),
  times: eventTimesSchema.or(problemSchema),
  zenith: zenithSchema.or(problemSchema),
});
export type EventsLook = z.infer<typeof eventsLookSchema>;

const thetaSquaredResultSchema = z.object({
  position: skyPositionSchema,
  pointing: skyPositionSchema,
  radiusDeg: z.number(),
  offsetDeg: z.number().describe("of the position from the pointing"),
  on: z.number().describe("events within the radius of the position"),
  off: z.number().describe("events within the radius of any OFF centre"),
  offCentres: z.array(skyPositionSchema),
  alpha: z.number().describe("ON over OFF exposure: one over the number of OFF regions"),
  excess: z.number(),
  significance: z.number().nullable().describe("Li and Ma 1983, equation 17, standard deviations; null without any counts"),
  bins: z.array(z.object({ on: z.number(), off: z.number(), regions: z.number().describe("OFF centres that count in this bin: those whose circle of this size stays clear of the ON region; the background is off / regions") })),
  binDeg2: z.number(),
});
const noThetaSquaredSchema = z.object({ reason: z.string().describe("why there is no plot") });

export const thetaSquaredLookSchema = thetaSquaredResultSchema.or(noThetaSquaredSchema);
export type SkyPosition = z.infer<typeof skyPositionSchema>;
export type CountsMapResult = z.infer<typeof countsMapSchema>;
export type EnergyHistogramResult = z.infer<typeof energyHistogramSchema>;
export type EventTimesResult = z.infer<typeof eventTimesSchema>;
export type ZenithPoint = z.infer<typeof zenithSchema>["track"][number];
export type ThetaSquaredResult = z.infer<typeof thetaSquaredResultSchema>;
export type NoThetaSquared = z.infer<typeof noThetaSquaredSchema>;
export type ThetaSquaredLook = z.infer<typeof thetaSquaredLookSchema>;
