import { z } from "zod";

const numbers = z.array(z.number());
/** Values that are none (NaN in the file, or nothing to contain) are null. */
const values = z.array(z.number().nullable());
const range = z.object({ lo: z.number(), hi: z.number() });
export type Range = z.infer<typeof range>;

/** Bins of energy, one more edge than bins, and of offset from the pointing. */
const axes = { edgesTeV: numbers, offsetsDeg: z.array(range), notes: z.array(z.string()) };

export const aeffLookSchema = z.object({
  ...axes,
  areaM2: z.array(values).describe("per offset, per energy"),
  containment: z.string().nullable().describe("full-enclosure or point-like"),
  loThresholdTeV: z.number().nullable(),
});
export const edispLookSchema = z.object({
  ...axes,
  offset: z.number().int().describe("which of the offsets is shown"),
  edgesMigra: numbers.describe("reconstructed over true energy"),
  density: z.array(values).describe("per migration, per true energy"),
});
export const psfLookSchema = z.object({
  ...axes,
  r68Deg: z.array(values).describe("radius that contains 68 percent, per offset, per energy"),
  r95Deg: z.array(values),
});
export const bkgLookSchema = z.object({
  ...axes,
  rate: z.array(values).describe("per offset, per reconstructed energy; of a camera map the mean of the cells of each ring"),
  unit: z.string(),
});
export type AeffLook = z.infer<typeof aeffLookSchema>;
export type EdispLook = z.infer<typeof edispLookSchema>;
export type PsfLook = z.infer<typeof psfLookSchema>;
export type BkgLook = z.infer<typeof bkgLookSchema>;
