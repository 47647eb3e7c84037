import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { observationFilterSchema } from "@/lib/catalogue/schemas";

/** A moment with its time zone, ISO 8601; null where a date stands: not before somebody sets one. */
const momentSchema = z.iso.datetime({ offset: true });
const reasonSchema = z.string().trim().min(3).max(2000).describe("Why; it stays with the change");
const monthsSchema = z.number().int().min(0).max(1200);
const usernameSchema = z.string().trim().toLowerCase().min(1).max(128).describe("An account name of somebody who has signed in here before");
const codesSchema = z.array(z.string().min(1).max(64)).min(1).max(5000).describe("Project codes");

/** When a right opens to the public: on a date, or some months after something has happened. */
export const clockSchema = z.discriminatedUnion("from", [
  z.object({ from: z.literal("fixed"), at: momentSchema.nullable().describe("null: not before somebody sets a date") }).strict(),
  z.object({ from: z.enum(["observation", "delivery", "last-observation"]), months: monthsSchema }).strict(),
]);
export type Clock = z.infer<typeof clockSchema>;

/** Chosen observations: their ids, or everything that a search finds now. */
export const chosenSchema = z.union([
  z.array(z.string().max(100)).min(1).max(50_000),
  z.object({ query: observationFilterSchema.strict().describe("As in the query string of GET /observations; of what it finds, those whose embargo the caller manages") }).strict(),
]);
export type Chosen = z.infer<typeof chosenSchema>;

/** A date of an observation's own; null: not before somebody sets one; 'project': back to the project's clock. */
const ownDateSchema = z.union([momentSchema, z.null(), z.literal("project")]);
export type OwnDate = z.infer<typeof ownDateSchema>;

const projectScope = z.object({ project: z.string().min(1).max(64) }).strict();
const observationScope = z.object({ observations: chosenSchema }).strict();
const collectionScope = z.object({ collection: z.string().min(1).max(64) }).strict();
const clocksGiven = (change: { meta?: unknown; data?: unknown }) => change.meta !== undefined || change.data !== undefined;
const datesGiven = (change: { metaReleaseAt?: unknown; dataReleaseAt?: unknown }) => change.metaReleaseAt !== undefined || change.dataReleaseAt !== undefined;

const projectClocksSchema = z.object({ kind: z.literal("project-clocks"), codes: codesSchema, meta: clockSchema.optional(), data: clockSchema.optional() }).strict()
  .refine(clocksGiven, { message: "give meta, data or both", path: ["meta"] });
const observationDatesSchema = z.object({ kind: z.literal("observation-dates"), observations: chosenSchema, metaReleaseAt: ownDateSchema.optional(), dataReleaseAt: ownDateSchema.optional() }).strict()
  .refine(datesGiven, { message: "give metaReleaseAt, dataReleaseAt or both", path: ["metaReleaseAt"] });
const holdChangeSchema = z.object({ kind: z.literal("hold"), scope: z.union([projectScope, observationScope]), closes: z.enum(["read", "discover"]) }).strict();
const liftHoldSchema = z.object({ kind: z.literal("lift-hold"), holdId: z.uuid() }).strict();
const denialChangeSchema = z.object({ kind: z.literal("denial"), username: usernameSchema, scope: z.union([collectionScope, projectScope, observationScope]) }).strict();
const liftDenialSchema = z.object({ kind: z.literal("lift-denial"), denialId: z.uuid() }).strict();
const emergencySchema = z.object({ kind: z.literal("emergency"), username: usernameSchema, scope: z.union([projectScope, observationScope]), rights: z.enum(["discover", "read"]), hours: z.number().int().min(1).max(72) }).strict();
const projectSettingsSchema = z.object({ kind: z.literal("project-settings"), codes: codesSchema, earlyReleaseApproval: z.boolean().optional(), whenRightEnds: z.enum(["notify", "stop"]).optional() }).strict()
  .refine((change) => change.earlyReleaseApproval !== undefined || change.whenRightEnds !== undefined, { message: "give earlyReleaseApproval, whenRightEnds or both", path: ["earlyReleaseApproval"] });

/** What a manager may want of the embargo. */
export const changeSchema = z.discriminatedUnion("kind", [projectClocksSchema, observationDatesSchema, holdChangeSchema, liftHoldSchema, denialChangeSchema, liftDenialSchema, emergencySchema, projectSettingsSchema]);
export type Change = z.infer<typeof changeSchema>;

/** What a file of clocks says: one change with a line of its own for each project or observation. */
export interface ImportedClocks {
  readonly kind: "import";
  readonly projects: readonly { readonly code: string; readonly meta?: Clock; readonly data?: Clock }[];
  readonly observations: readonly { readonly id: string; readonly metaReleaseAt?: OwnDate; readonly dataReleaseAt?: OwnDate }[];
}

export const changeKinds = ["project-clocks", "observation-dates", "hold", "lift-hold", "denial", "lift-denial", "emergency", "project-settings", "import"] as const;
export const changeStates = ["waiting", "applied", "refused", "undone", "withdrawn"] as const;

export const whatIfRequestSchema = z.object({ change: changeSchema }).strict();
const expectSchema = z.string().max(64).optional().describe("The digest of the what-if that was looked at: refused with 409 when the change would do something else by now");
export const changeRequestSchema = z.object({ change: changeSchema, reason: reasonSchema, expect: expectSchema }).strict();
export const decisionRequestSchema = z.object({ reason: reasonSchema, expect: expectSchema }).strict();

/** How many observations a party can discover and read more, or fewer, at the moment of the change. */
export const partyEffectSchema = z.object({
  kind: z.enum(["public", "group", "person"]),
  name: z.string().nullable().describe("The group, or the person's account name; null for the public"),
  discoverGained: z.number().int(),
  discoverLost: z.number().int(),
  readGained: z.number().int(),
  readLost: z.number().int(),
});
export type PartyEffect = z.infer<typeof partyEffectSchema>;

/** How the day on which the public gets a right moves, for those observations that it moves alike. */
export const openingSchema = z.object({
  right: z.enum(["discover", "read"]),
  direction: z.enum(["opens-now", "closes-now", "earlier", "later"]),
  observationCount: z.number().int(),
  plannedFrom: z.string().nullable().describe("First of the dates before the change; null: one has no date"),
  plannedTo: z.string().nullable().describe("Last of them; null: one has no date"),
  opensFrom: z.string().nullable().describe("First of the dates after it"),
  opensTo: z.string().nullable(),
});
export type Opening = z.infer<typeof openingSchema>;

/** What a change does, worked out by the policies that decide every request. */
export const effectSchema = z.object({
  digest: z.string(),
  observationCount: z.number().int().describe("Observations whose dates or hold change, or for which somebody's rights do"),
  observationIds: z.array(z.string()).describe("The first hundred of them"),
  parties: z.array(partyEffectSchema).describe("The public first; then groups and persons with a part in these observations"),
  openings: z.array(openingSchema),
  projects: z.array(z.string()).describe("Codes of the projects that it touches"),
  needsSecondManager: z.boolean(),
});
export type Effect = z.infer<typeof effectSchema>;

/** One change of the embargo and what became of it. */
export const embargoChangeSchema = z.object({
  id: z.uuid(),
  kind: z.enum(changeKinds),
  change: z.record(z.string(), z.unknown()).describe("As it was asked for; long lists of observations are cut to their first hundred, with observationCount"),
  reason: z.string(),
  state: z.enum(changeStates),
  projects: z.array(z.string()),
  observationCount: z.number().int(),
  effect: effectSchema.nullable().describe("What it would do when it was made"),
  effectNow: effectSchema.nullable().describe("What it would do now, of one that waits, where it alone is asked for; its digest is what an approval expects"),
  madeBy: z.string(),
  madeAt: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  decisionReason: z.string().nullable(),
  appliedAt: z.string().nullable(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
  undoReason: z.string().nullable(),
  mine: z.boolean().describe("Made by the caller: another manager has to approve it"),
});
export type EmbargoChange = z.infer<typeof embargoChangeSchema>;

export const changeQuerySchema = z
  .object({ state: z.enum(changeStates).optional(), project: z.string().min(1).max(64).optional(), limit: numeric((number) => number.int().min(1).max(200)).prefault(50), cursor: z.string().max(2048).optional() })
  .strict();
export type ChangeQuery = z.infer<typeof changeQuerySchema>;
/** What is no change's id names nothing (404). */
export const changeParamsSchema = z.object({ id: z.string() });
