import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { type EventsLook, eventsLookSchema, type ThetaSquaredLook, thetaSquaredLookSchema } from "./events/schema";
import { hdusLookSchema, rowsLookSchema } from "./file/schema";
import { type AeffLook, aeffLookSchema, type BkgLook, bkgLookSchema, type EdispLook, edispLookSchema, type PsfLook, psfLookSchema } from "./irf/schema";
import { productIdSchema } from "@/lib/catalogue/schemas";

/** What one may look at of an observation. */
export const lookNames = ["events", "theta-squared", "aeff", "edisp", "psf", "bkg"] as const;
export type LookName = (typeof lookNames)[number];

const degrees = (from: number, to: number) => numeric((number) => number.min(from).max(to));
/** Positions are taken to a third of an arc second, so that the same look is not made twice. */
const rounded = (digits: number) => (value: number) => Number(value.toFixed(digits));

export const lookParamsSchema = z.object({ id: z.string(), look: z.enum(lookNames) });

const waitSec = numeric((number) => number.min(0).max(20)).prefault(8).describe("how long to wait for a look that is still to be made, seconds");

export const lookQuerySchema = z
  .object({
    raDeg: numeric((number) => number.min(0).lt(360)).transform(rounded(4)).optional().describe("theta-squared: the position, ICRS; the file's target without it"),
    decDeg: degrees(-90, 90).transform(rounded(4)).optional(),
    radiusDeg: numeric((number) => number.min(0.01).max(2)).transform(rounded(3)).prefault(0.1).describe("theta-squared: of the ON region and each OFF region"),
    offsetDeg: degrees(0, 20).transform(rounded(2)).default(0).describe("edisp: the offset from the pointing; the nearest bin is shown"),
    waitSec,
  })
  .refine(({ raDeg, decDeg }) => (raDeg === undefined) === (decDeg === undefined), { path: ["decDeg"], message: "raDeg and decDeg belong together" });
export type LookQuery = z.output<typeof lookQuerySchema>;

export const hdusParamsSchema = z.object({ id: productIdSchema });
export const hdusQuerySchema = z.object({ waitSec });
export const hduParamsSchema = hdusParamsSchema.extend({ hdu: numeric((number) => number.int().min(0).max(9999)) });

const made = <Result extends z.ZodType>(result: Result) =>
  z.discriminatedUnion("state", [
    z.object({ state: z.literal("making").describe("ask again: the worker has not made it yet") }),
    z.object({ state: z.literal("ready"), productId: productIdSchema, release: z.number().int(), hduName: z.string().nullable(), result }),
  ]);

/** The answers, by look. */
export const lookAnswers = {
  events: made(eventsLookSchema),
  "theta-squared": made(thetaSquaredLookSchema),
  aeff: made(aeffLookSchema),
  edisp: made(edispLookSchema),
  psf: made(psfLookSchema),
  bkg: made(bkgLookSchema),
} as const;
/** What each look tells. */
export interface LookResults {
  readonly events: EventsLook;
  readonly "theta-squared": ThetaSquaredLook;
  readonly aeff: AeffLook;
  readonly edisp: EdispLook;
  readonly psf: PsfLook;
  readonly bkg: BkgLook;
}
/** A look as the API answers: made, or still to be made. */
export type LookMade<Name extends LookName> = { readonly state: "making" } | { readonly state: "ready"; readonly productId: string; readonly release: number; readonly hduName: string | null; readonly result: LookResults[Name] };
export const hdusAnswerSchema = made(hdusLookSchema);
export const rowsAnswerSchema = made(rowsLookSchema);

/** Any of them: what the API's description shows. */
export const lookAnswerSchema = z.union([lookAnswers.events, lookAnswers["theta-squared"], lookAnswers.aeff, lookAnswers.edisp, lookAnswers.psf, lookAnswers.bkg]);
