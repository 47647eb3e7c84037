import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { archiveFormatSchema } from "@/lib/basket/archive/address";
import { analyses } from "@/lib/catalogue/analysis";
import { observationFilterSchema, observationIdSchema, productIdSchema, productRoleSchema } from "@/lib/catalogue/schemas";

export const basketItemIdSchema = z.union([observationIdSchema, productIdSchema]);

/** Now, for this viewer: readable; closed until a date; gone (deleted and hidden look the same). */
export const basketItemStateSchema = z.enum(["readable", "closed", "gone"]);

export const basketItemSchema = z.object({
  id: z.string(),
  kind: z.enum(["observation", "product"]),
  state: basketItemStateSchema,
  opensAt: z.string().nullable(),
  title: z.string().nullable(),
  projectCode: z.string().nullable(),
  targetName: z.string().nullable(),
  startMjd: z.number().nullable(),
  livetimeSec: z.number().nullable(),
  sizeBytes: z.number(),
  fileCount: z.number().int(),
  newerRelease: z.boolean().describe("a newer release than the pinned one exists"),
  withIrfs: z.boolean(),
  addedAt: z.string(),
});
export type BasketItem = z.infer<typeof basketItemSchema>;

/** The search that a basket came from. */
export const basketQuerySchema = z.object({
  filter: observationFilterSchema,
  withIrfs: z.boolean(),
  at: z.string().describe("when the basket last held all that the search found"),
});

export const basketSchema = z.object({
  id: z.uuid().nullable().describe("null as long as nothing was ever put into a basket"),
  name: z.string(),
  isCurrent: z.boolean().describe("whether it is the one that POST /basket/items fills"),
  query: basketQuerySchema.nullable(),
  revision: z.number().int(),
  items: z.array(basketItemSchema),
  nextCursor: z.string().nullable(),
  totalCount: z.number().int(),
  totalBytes: z.number().describe("of the readable items, each file counted once"),
  observationCount: z.number().int(),
  readableCount: z.number().int(),
  closedCount: z.number().int(),
  goneCount: z.number().int(),
});
export type Basket = z.infer<typeof basketSchema>;

export const basketPageSchema = z.object({
  limit: numeric((number) => number.int().min(1).max(1000)).prefault(200),
  cursor: z.string().max(512).optional(),
});

export const basketAddSchema = z
  .object({
    ids: z.array(basketItemIdSchema).min(1).max(10_000).optional(),
    query: observationFilterSchema.optional(),
    except: z.array(observationIdSchema).max(10_000).optional().describe("with query: of what it finds, ids to leave out"),
    manifestId: z.uuid().optional().describe("all that a manifest of one's own or a shared one pins, as far as it may be read"),
    withIrfs: z.boolean().default(false),
    keepQuery: z.boolean().optional().describe("with query: the basket keeps it, in place of an earlier one, and tells what is new since"),
  })
  .refine((b) => [b.ids, b.query, b.manifestId].filter((each) => each !== undefined).length === 1, { message: "give one of ids, query and manifestId" })
  .refine((b) => b.except === undefined || b.query !== undefined, { message: "goes with query", path: ["except"] })
  .refine((b) => !b.keepQuery || b.query !== undefined, { message: "needs a query to keep", path: ["keepQuery"] })
  .refine((b) => !b.keepQuery || (b.query?.basket === undefined && !b.except?.length), { message: "a query that asks what the basket holds, or that leaves ids out, can not be kept", path: ["keepQuery"] });
export const basketRemoveSchema = z
  .object({ ids: z.array(z.string().max(1100)).min(1).max(10_000).optional(), all: z.literal(true).optional() })
  .refine((b) => (b.ids === undefined) !== (b.all === undefined), { message: "give either ids or all" });

export const basketNameSchema = z.string().trim().min(1).max(100).regex(/^[^\p{Cc}]*$/u, "has no control characters");

/** One of somebody's baskets, in a list. */
export const basketSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  revision: z.number().int(),
  isCurrent: z.boolean(),
  itemCount: z.number().int(),
  hasQuery: z.boolean(),
  updatedAt: z.string(),
});
export type BasketSummary = z.infer<typeof basketSummarySchema>;
export const basketListSchema = z.object({ items: z.array(basketSummarySchema), limit: z.number().int().describe("how many baskets one may have") });
export type BasketList = z.infer<typeof basketListSchema>;

export const basketBodySchema = z.object({ name: basketNameSchema, copyOf: z.uuid().optional(), isCurrent: z.boolean().default(true) });
export const basketPatchSchema = z
  .object({ name: basketNameSchema.optional(), isCurrent: z.literal(true).optional(), query: z.null().optional().describe("null: forget the search") })
  .refine((b) => Object.values(b).some((value) => value !== undefined), { message: "give a name, isCurrent or query" });
export const basketParamsSchema = z.object({ id: z.string() });

/** What the basket's search finds now that the basket does not hold, and that was not taken out of it by hand. */
export const basketNewsSchema = z.object({
  revision: z.number().int(),
  since: z.string().describe("when the basket last held all that the search found"),
  newCount: z.number().int(),
  readableCount: z.number().int(),
});
export type BasketNews = z.infer<typeof basketNewsSchema>;

export const basketChangeSchema = z.object({ basketId: z.uuid(), revision: z.number().int(), changed: z.number().int(), totalCount: z.number().int(), skipped: z.array(z.object({ id: z.string(), reason: z.string() })) });

export const manifestFileSchema = z.object({
  path: z.string(),
  did: z.string(),
  url: z.string(),
  sizeBytes: z.number(),
  checksum: z.object({ sha256: z.string().optional(), adler32: z.string().optional(), md5: z.string().optional() }),
  mediaType: z.string(),
  role: productRoleSchema,
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

export const manifestProblemSchema = z.object({ slug: z.string(), detail: z.string(), observationId: z.string().optional(), path: z.string().optional(), blocks: z.boolean() });

/** Everything that a session fetches, frozen. `path` is relative to the store that the files make together. */
export const manifestSchema = z.object({
  version: z.literal(1),
  basketRevision: z.number().int(),
  createdAt: z.string(),
  totalBytes: z.number(),
  observations: z.array(observationIdSchema),
  files: z.array(manifestFileSchema),
  terms: z.array(z.string()),
  problems: z.array(manifestProblemSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const archiveQuerySchema = z.object({
  format: archiveFormatSchema.default("zip"),
  analysis: z.enum(analyses).default("spectrum").describe("what the problems told in it are worked out for"),
  manifest: z.uuid({ version: "v4" }).transform((id) => id.toLowerCase()).optional().describe("a manifest that was made before, to go on with its archive; without it the basket as it is now"),
});
export type ArchiveQuery = z.output<typeof archiveQuerySchema>;

export const manifestQuerySchema = z.object({
  format: z.enum(["json", "csv", "metalink", "sh", "esap"]).default("json"),
  analysis: z.enum(analyses).default("spectrum").describe("what the manifest's problems are worked out for"),
  since: z.uuid().optional().describe("an earlier manifest of one's own: only what it did not hold"),
});

/** One's own kept manifest in a list: what of it may be read now, and its link. */
export const manifestSummarySchema = z.object({
  id: z.uuid(),
  url: z.string().describe("the page to share; it opens to others while there is a link"),
  createdAt: z.string(),
  observationCount: z.number().int(),
  fileCount: z.number().int(),
  totalBytes: z.number(),
  launched: z.boolean().describe("whether it was kept for a launch; else for an export or a link"),
  sharedAt: z.string().nullable().describe("since when there is a link; null: there is none"),
});
export type ManifestSummary = z.infer<typeof manifestSummarySchema>;

export const manifestPageSchema = z.object({ limit: numeric((number) => number.int().min(1).max(100)).prefault(20), cursor: z.string().max(512).optional() });

export const manifestBodySchema = z.object({
  basketId: z.uuid().optional().describe("the current basket without it"),
  since: manifestQuerySchema.shape.since,
  analysis: manifestQuerySchema.shape.analysis,
  share: z.boolean().default(false).describe("make the link at once"),
});

/** A manifest as somebody is shown it: made of what this viewer may read now. The rest is neither named nor counted. */
export const sharedManifestSchema = z.object({
  id: z.uuid(),
  url: z.string(),
  createdAt: z.string(),
  isOwner: z.boolean(),
  sharedAt: z.string().nullable().describe("since when there is a link; null for its owner when there is none"),
  observations: z.array(
    z.object({
      id: observationIdSchema,
      targetName: z.string().nullable(),
      projectCode: z.string().nullable(),
      raDeg: z.number().nullable(),
      decDeg: z.number().nullable(),
      livetimeSec: z.number().nullable(),
    }),
  ),
  files: z.array(manifestFileSchema).describe("without the indexes, which an export makes"),
  totalBytes: z.number(),
  citation: z.object({
    text: z.string(),
    acknowledgements: z.array(z.object({ collection: z.string(), title: z.string(), path: z.string(), text: z.string().nullable(), problem: z.string().nullable() })).describe("the stores' terms of use, as they stand in the stores"),
  }),
});
export type SharedManifest = z.infer<typeof sharedManifestSchema>;
