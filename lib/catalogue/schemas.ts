import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { analyses } from "@/lib/catalogue/analysis";
import { parsePolygon } from "@/lib/catalogue/polygon";

/** An observation's public id, `collection:obsId`. Serial keys of the database are never shown: they count hidden rows. */
export const observationIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}:\d{1,18}$/, "an observation id looks like hess-dl3-dr1:23523");

/** A data product's public id, `collection:path in the store`. */
export const productIdSchema = z
  .string()
  .max(1024)
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}:[^\s].*$/, "a product id looks like hess-dl3-dr1:data/obs_023523.fits.gz");

export const irfKinds = ["aeff", "edisp", "psf", "bkg", "rad_max"] as const;
export const irfKindSchema = z.enum(irfKinds);
export type IrfKind = z.infer<typeof irfKindSchema>;

export const productRoles = ["event-list", "irf", "index", "terms", "log", "provenance", "metadata", "notebook"] as const;
export const productRoleSchema = z.enum(productRoles);
export type ProductRole = z.infer<typeof productRoleSchema>;

/** What the viewer may do with one observation now. `opensAt` is the data release, ISO 8601 UTC; null: no date set, or on hold. */
export const accessSchema = z.object({
  readable: z.boolean(),
  onHold: z.boolean().describe("Its files are closed to everybody until a hold is lifted"),
  opensAt: z.string().nullable(),
});

/** One pointing, as lists show it. Times are UTC; angles in degrees ICRS; null where the store does not say. */
export const observationSchema = z.object({
  id: observationIdSchema,
  collection: z.string(),
  obsId: z.string().describe("OBS_ID of the store, decimal digits"),
  projectCode: z.string().nullable(),
  jointCodes: z.array(z.string()).describe("The other codes of a joint project"),
  targetName: z.string().nullable(),
  obsMode: z.string().nullable(),
  raDeg: z.number().nullable(),
  decDeg: z.number().nullable(),
  targetRaDeg: z.number().nullable(),
  targetDecDeg: z.number().nullable(),
  altDeg: z.number().nullable(),
  azDeg: z.number().nullable(),
  zenithDeg: z.number().nullable(),
  offsetDeg: z.number().nullable().describe("distance of the searched position from the pointing; null without a position"),
  fovRadiusDeg: z.number(),
  startMjd: z.number().describe("UTC"),
  endMjd: z.number().describe("UTC"),
  night: z.string().describe("date of the evening, local noon to noon at the site, YYYY-MM-DD"),
  ontimeSec: z.number().nullable(),
  livetimeSec: z.number().nullable(),
  instrument: z.string().nullable(),
  facility: z.string().nullable(),
  telescopeCount: z.number().int().nullable(),
  quality: z.number().int().nullable(),
  eventCount: z.number().int().nullable(),
  energyThresholdTeV: z.number().nullable(),
  sizeBytes: z.number().describe("bytes of its own files, shared IRFs not counted"),
  irfKinds: z.array(irfKindSchema).describe("kinds of IRF that the store links"),
  simulated: z.boolean(),
  warnings: z.array(z.string()),
  access: accessSchema,
});
export type Observation = z.infer<typeof observationSchema>;

/** A file of the catalogue, described. Where its bytes are is never said here. */
export const productSchema = z.object({
  id: productIdSchema,
  role: productRoleSchema,
  name: z.string(),
  release: z.number().int(),
  mediaType: z.string(),
  sizeBytes: z.number(),
  did: z.string().nullable().describe("scope:name of the bytes; null while closed to the viewer"),
  sha256: z.string().nullable(),
  url: z.string().nullable(),
  shared: z.boolean(),
  hdus: z.array(z.object({ name: z.string(), type: z.string(), hduClass: z.string().nullable() })),
  access: accessSchema,
});
export type Product = z.infer<typeof productSchema>;

const dateOrMjd = numeric((number) => number.min(0).max(200_000));

/**
 * What one can ask of the catalogue; the query string of `GET /observations`, of the search page, and the body's
 * `query` of `POST /basket/items`. Angles in degrees, times MJD UTC.
 */
export const observationFilterSchema = z
  .object({
    project: z.string().trim().min(1).max(64).optional(),
    q: z.string().trim().min(1).max(128).optional().describe("target name or observation id; 'run 23523' works too"),
    raDeg: numeric((number) => number.min(0).lt(360)).optional(),
    decDeg: numeric((number) => number.min(-90).max(90)).optional(),
    radiusDeg: numeric((number) => number.positive().max(180)).optional().describe("with match=pointing: of the cone; else it widens the field of view"),
    match: z.enum(["field-of-view", "pointing"]).optional(),
    offsetMaxDeg: numeric((number) => number.min(0).max(180)).optional(),
    startMjd: dateOrMjd.optional(),
    endMjd: dateOrMjd.optional(),
    night: z.iso.date().optional(),
    instrument: z.string().trim().min(1).max(64).optional(),
    target: z.string().trim().min(1).max(128).optional(),
    collection: z.string().trim().min(1).max(64).optional(),
    dataset: z.string().trim().min(1).max(600).optional().describe("collection:scope:name of a dataset or container, see GET /datasets"),
    zenithMaxDeg: numeric((number) => number.min(0).max(90)).optional(),
    livetimeMinSec: numeric((number) => number.min(0)).optional(),
    quality: numeric((number) => number.int().min(0).max(9)).optional().describe("worst quality accepted, 0 is best"),
    access: z.enum(["readable", "visible", "mine"]).optional(),
    polygon: z
      .string()
      .trim()
      .max(2048)
      .superRefine((text, context) => {
        const polygon = parsePolygon(text);
        if ("fault" in polygon) context.addIssue({ code: "custom", message: polygon.fault });
      })
      .optional()
      .describe("pointings inside a polygon of great circles: 'ra dec ra dec ra dec', degrees, 3 to 64 vertices within 80 degrees of their middle, in either sense, sides not crossing"),
    basket: z.enum(["in", "out"]).optional().describe("in: only what the caller's current basket holds; out: only what it does not"),
  })
  .refine((f) => (f.raDeg === undefined) === (f.decDeg === undefined), {
    message: "raDeg and decDeg go together",
    path: ["decDeg"],
  })
  .refine((f) => f.match !== "pointing" || (f.radiusDeg !== undefined && f.raDeg !== undefined), {
    message: "match=pointing needs raDeg, decDeg and radiusDeg",
    path: ["radiusDeg"],
  })
  .refine((f) => f.startMjd === undefined || f.endMjd === undefined || f.startMjd <= f.endMjd, {
    message: "startMjd must not be after endMjd",
    path: ["startMjd"],
  });
export type ObservationFilter = z.infer<typeof observationFilterSchema>;

export const sortKeys = ["startMjd", "-startMjd", "obsId", "-obsId", "zenithDeg", "-zenithDeg", "livetimeSec", "-livetimeSec", "targetName", "-targetName", "offsetDeg"] as const;

const observationPageShape = {
  sort: z.enum(sortKeys).default("-startMjd"),
  limit: numeric((number) => number.int().min(1).max(1000)).prefault(50),
  cursor: z.string().max(2048).optional(),
  format: z.enum(["json", "csv", "votable"]).default("json"),
};
/** The whole query string of `GET /observations`; a name that the API does not know is refused, not ignored. */
export const observationQuerySchema = observationFilterSchema
  .safeExtend(observationPageShape)
  .strict()
  .refine((query) => query.sort !== "offsetDeg" || query.raDeg !== undefined, {
    message: "sort=offsetDeg needs a position, raDeg and decDeg",
    path: ["sort"],
  });
export type ObservationQuery = z.infer<typeof observationQuerySchema>;

export const listSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    totalCount: z.number().int().nullable().describe("exact up to 10 000 visible rows, null above; null on later pages"),
  });

/** A list that is short by nature and comes whole. */
export const wholeListSchema = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

export const observationListSchema = listSchema(observationSchema).extend({
  totalSizeBytes: z.number().nullable(),
});

const facetValueSchema = z.object({ value: z.string(), count: z.number().int() });
export const facetsSchema = z.object({
  project: z.array(facetValueSchema),
  instrument: z.array(facetValueSchema),
  target: z.array(facetValueSchema),
});
export type Facets = z.infer<typeof facetsSchema>;

/** What opens a right, or keeps it closed. */
export const accessRules = ["released", "project-group", "partner-group", "collection-group", "grant", "office", "denied", "hold", "no-date-set", "embargoed"] as const;
const decisionSchema = z.object({
  allowed: z.boolean(),
  rule: z.enum(accessRules),
  group: z.string().nullable().describe("The IAM group that gives the right"),
  grantId: z.string().nullable().describe("Of the grant that gives it, see grants"),
  releaseAt: z.string().nullable().describe("When the public gets it; null: no date is set, or a hold stops it"),
  clock: z
    .object({
      kind: z.enum(["fixed", "observation", "delivery", "last-observation", "override"]).describe("override: a date of this observation's own"),
      project: z.string().nullable().describe("Whose clock it is: of a joint project the later counts"),
      startsAt: z.string().nullable().describe("From when its months count"),
      months: z.number().int().nullable(),
    })
    .nullable()
    .describe("null: it has no project"),
});
/** A grant that covers the observation, in force or still to come. */
const namedGrantSchema = z.object({
  id: z.string(),
  granteeKind: z.enum(["person", "group"]),
  grantee: z.string(),
  collection: z.string().nullable(),
  project: z.string().nullable(),
  observationCount: z.number().int().nullable().describe("Of chosen observations, how many they are"),
  rights: z.enum(["discover", "read"]),
  roles: z.array(z.string()).nullable().describe("null: all products"),
  from: z.string(),
  until: z.string().nullable(),
  givenBy: z.string(),
  emergency: z.boolean(),
  begun: z.boolean(),
});
/** Why one can, or can not, see and read an observation: the rule that decided each right, and when it next changes. */
export const accessReportSchema = z.object({
  observationId: observationIdSchema,
  username: z.string().nullable().describe("The person that a manager asked for; null: the caller"),
  discover: decisionSchema,
  read: decisionSchema.extend({ roles: z.array(z.string()).describe("Kinds of files that may be read by a grant though not all may") }),
  grants: z.array(namedGrantSchema),
  next: z.object({ at: z.string(), event: z.enum(["discover-opens", "read-opens", "grant-begins", "grant-ends"]), grantId: z.string().nullable() }).nullable().describe("The next change that happens by itself"),
});
export const accessQuerySchema = z.object({ for: z.string().trim().min(1).max(128).optional().describe("An account name: the same for another person, for managers of the observation") }).strict();
export type AccessReport = z.infer<typeof accessReportSchema>;

export const irfMatchRequestSchema = z.object({
  observationIds: z.array(observationIdSchema).min(1).max(10_000),
  analysis: z.enum(analyses).default("spectrum").describe("reflected-region spectra and light curves need no background model, maps do"),
});

/** How a component was found: linked by the store, named by the event header (CALDB, IRF), or nearest by parameters (a proposal only). */
export const irfRules = ["linked", "event-header", "nearest"] as const;
export const irfComponentSchema = z.object({
  kind: irfKindSchema,
  productId: productIdSchema,
  hduName: z.string(),
  hduClass: z.string().nullable(),
  rule: z.enum(irfRules),
  proposed: z.boolean().describe("true: needs the user's word before it is used"),
  distance: z.object({ cosZenith: z.number().nullable(), azimuthDeg: z.number().nullable(), muonEfficiency: z.number().nullable(), nsb: z.number().nullable() }).nullable(),
  disagreements: z.array(z.string()).describe("where the IRF's header disagrees with the observation"),
});
export const irfMatchSchema = z.object({
  observationId: observationIdSchema,
  containment: z.enum(["full-enclosure", "point-like"]).nullable(),
  components: z.array(irfComponentSchema),
  ambiguous: z.array(z.object({ kind: irfKindSchema, candidates: z.array(z.object({ productId: productIdSchema, hduName: z.string() })) })),
  missing: z.array(z.object({ kind: irfKindSchema, blocks: z.boolean() })),
});
export type IrfMatch = z.infer<typeof irfMatchSchema>;
export const irfMatchResponseSchema = z.object({ items: z.array(irfMatchSchema) });

/** A viewer's part in a project. A guest holds a grant on all of it; `none` may still see what is public, or managed. */
export const projectRoleSchema = z.enum(["pi", "deputy", "member", "guest", "none"]);

export const projectSchema = z.object({
  code: z.string(),
  title: z.string(),
  role: projectRoleSchema,
  observationCount: z.number().int(),
  metaReleaseAt: z.string().nullable().describe("when the last of its visible observations opens"),
  dataReleaseAt: z.string().nullable(),
});
export type Project = z.infer<typeof projectSchema>;

export const projectListSchema = listSchema(projectSchema);

/** From what a clock counts, and how long. `date` is of a fixed one, ISO 8601 UTC; null: nobody has set it. */
export const clockSchema = z.object({
  from: z.enum(["fixed", "observation", "delivery", "last-observation"]),
  months: z.number().int().nullable(),
  date: z.string().nullable(),
});

/** One of a project's two rights and everybody: how many of the observations that the viewer sees have it, and what comes next. */
const openingSchema = z.object({
  clock: clockSchema,
  openCount: z.number().int().describe("observations for which everybody has the right now"),
  undatedCount: z.number().int().describe("observations that stay closed until somebody sets a date"),
  next: z.object({ at: z.string(), observationCount: z.number().int() }).nullable().describe("when the next ones open, and how many do on that day, UTC"),
  lastAt: z.string().nullable().describe("when the last dated one opens"),
});
export const projectClocksSchema = z.object({
  code: z.string(),
  observationCount: z.number().int(),
  jointCodes: z.array(z.string()),
  hold: z.enum(["none", "read", "discover"]).describe("what a hold on the whole project closes to everybody"),
  heldCount: z.number().int().describe("observations under a hold, their project's included"),
  descriptions: openingSchema,
  data: openingSchema,
});
export type ProjectClocks = z.infer<typeof projectClocksSchema>;
export const projectQuerySchema = z
  .object({ limit: numeric((number) => number.int().min(1).max(1000)).prefault(1000), cursor: z.string().max(2048).optional() })
  .strict();
export type ProjectQuery = z.infer<typeof projectQuerySchema>;

/** The query string of `GET /observations/facets`: the filter alone. */
export const facetQuerySchema = observationFilterSchema.strict();
/** Any text may stand in a path: one that is no id names nothing (404), it is no mistake in form (400). */
export const observationParamsSchema = z.object({ id: z.string() });
export const projectParamsSchema = z.object({ code: z.string() });
