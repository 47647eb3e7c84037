import { z } from "zod";
import { numeric } from "@/lib/units/numeric";
import { listSchema } from "./schemas";

/** Rucio's two kinds of names for many files: a dataset of files, a container of datasets and containers. */
export const datasetKinds = ["dataset", "container"] as const;
export type DatasetKind = (typeof datasetKinds)[number];

/** What a data lake keeps together under one name, as far as the viewer sees its observations. */
export const datasetSchema = z.object({
  id: z.string().describe("collection:scope:name, as the filter `dataset` takes it"),
  did: z.string().describe("scope:name, as Rucio knows it"),
  kind: z.enum(datasetKinds).describe("a container counts what is in all datasets below it"),
  collection: z.string(),
  projects: z.array(z.string()).describe("codes of the projects of its observations"),
  observationCount: z.number().int(),
  readableCount: z.number().int().describe("observations whose bytes may be read now"),
  sizeBytes: z.number().describe("bytes of the observations' own files, shared IRFs not counted"),
  firstStartMjd: z.number().describe("UTC"),
  lastEndMjd: z.number().describe("UTC"),
});
export type Dataset = z.infer<typeof datasetSchema>;
export const datasetListSchema = listSchema(datasetSchema);

export const datasetQuerySchema = z
  .object({
    project: z.string().trim().min(1).max(64).optional().describe("those with observations of this project"),
    collection: z.string().trim().min(1).max(64).optional(),
    q: z.string().trim().min(1).max(256).optional().describe("how the name begins, or scope:name does"),
    limit: numeric((number) => number.int().min(1).max(1000)).prefault(100),
    cursor: z.string().max(2048).optional(),
  })
  .strict();
export type DatasetQuery = z.infer<typeof datasetQuerySchema>;
/** Any text may stand in a path: one that is no id names nothing. */
export const datasetParamsSchema = z.object({ id: z.string() });
