import { z } from "zod";
import { irfKindSchema } from "@/lib/catalogue/schemas";

/** One observation as the notebook describes it. Angles in degrees (ICRS), times in seconds. */
const notebookObservationSchema = z.object({
  obsId: z.union([z.number().int().nonnegative(), z.string().regex(/^\d+$/)]).describe("OBS_ID in the staged index"),
  observationId: z.string().describe("collection:obsId"),
  target: z.string().nullable(),
  raPntDeg: z.number().min(0).lte(360).nullable().describe("null for a drift scan"),
  decPntDeg: z.number().min(-90).max(90).nullable(),
  livetimeSec: z.number().nonnegative().nullable(),
  zenithDeg: z.number().nullable(),
  releases: z.array(z.object({ path: z.string(), release: z.union([z.string(), z.number()]), sha256: z.string().nullable() })),
  irfRules: z.array(z.object({ kind: z.string(), rule: z.string(), detail: z.string().nullable() })),
});

/**
 * What a launch's notebook is made from. Also the shape of the manifest's `analysis`, so that anybody who has the
 * manifest can make the same notebook again.
 */
export const notebookInputSchema = z
  .object({
    analysis: z.string().default("spectrum"),
    requiredIrfs: z.array(irfKindSchema).nullable().default(null).describe("without which an observation is of no use; null: what the portal's own analysis of this name needs"),
    title: z.string().min(1),
    projectCodes: z.array(z.string()),
    observations: z.array(notebookObservationSchema).min(1),
    target: z
      .object({ name: z.string(), raDeg: z.number().min(0).lte(360), decDeg: z.number().min(-90).max(90) })
      .nullable()
      .describe("the point source to analyse; null for a map, and where none is known"),
    containment: z.enum(["full-enclosure", "point-like"]),
    onRadiusDeg: z.number().positive().max(5).default(0.11).describe("unused for point-like IRFs, which bring their own"),
    energyMinTeV: z.number().positive(),
    energyMaxTeV: z.number().positive(),
    createdAt: z.string(),
    portalUrl: z.string(),
    manifestId: z.string(),
    acknowledgement: z.string().nullable(),
    simulated: z.boolean(),
    termsPaths: z.array(z.string()).default([]).describe("terms of use, relative to data/"),
  })
  .refine((input) => input.energyMaxTeV > input.energyMinTeV, "energyMaxTeV must be above energyMinTeV");

/** As a caller gives it: what has a default may be left out. */
export type NotebookInput = z.input<typeof notebookInputSchema>;
/** As the cells take it: checked and complete. */
export type CheckedNotebookInput = z.output<typeof notebookInputSchema>;
export type NotebookObservation = CheckedNotebookInput["observations"][number];
