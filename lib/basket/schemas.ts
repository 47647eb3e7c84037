import { z } from "zod";
import { archiveFormatSchema } from "@/lib/basket/archive/address";
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

export const basketSchema = z.object({
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
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().max(512).optional(),
});

export const basketAddSchema = z
  .object({
    ids: z.array(basketItemIdSchema).min(1).max(10_000).optional(),
    query: observationFilterSchema.optional(),
    withIrfs: z.boolean().default(false),
  })
  .refine((b) => (b.ids === undefined) !== (b.query === undefined), { message: "give either ids or query" });
export const basketRemoveSchema = z
  .object({ ids: z.array(z.string().max(1100)).min(1).max(10_000).optional(), all: z.literal(true).optional() })
  .refine((b) => (b.ids === undefined) !== (b.all === undefined), { message: "give either ids or all" });

export const basketChangeSchema = z.object({ revision: z.number().int(), changed: z.number().int(), totalCount: z.number().int(), skipped: z.array(z.object({ id: z.string(), reason: z.string() })) });

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
  analysis: z.enum(["spectrum", "map"]).default("spectrum").describe("what the problems told in it are worked out for"),
  manifest: z.uuid({ version: "v4" }).transform((id) => id.toLowerCase()).optional().describe("a manifest that was made before, to go on with its archive; without it the basket as it is now"),
});

export const manifestQuerySchema = z.object({
  format: z.enum(["json", "csv", "metalink", "sh", "esap"]).default("json"),
  analysis: z.enum(["spectrum", "map"]).default("spectrum").describe("what the manifest's problems are worked out for"),
});
