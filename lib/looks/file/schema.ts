import { z } from "zod";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof cell>;

export const hduSummarySchema = z.object({
  index: z.number().int(),
  name: z.string(),
  kind: z.string().describe("primary, bintable, or other"),
  hduClass: z.string().nullable(),
  dataBytes: z.number(),
  /** Null of what is no table. */
  rows: z.number().nullable(),
  columns: z.array(z.object({ name: z.string(), format: z.string(), unit: z.string().nullable(), shape: z.array(z.number()).nullable() })),
  cards: z.array(z.object({ keyword: z.string(), value: cell, comment: z.string().nullable() })),
  problem: z.string().nullable().describe("why the table can not be read, where it can not"),
});
export type HduSummary = z.infer<typeof hduSummarySchema>;

export const hdusLookSchema = z.object({ hdus: z.array(hduSummarySchema), more: z.number().int().describe("HDUs beyond those") });
export type HdusLook = z.infer<typeof hdusLookSchema>;

export const rowsLookSchema = z.object({
  rows: z.number().int().describe("of the whole table"),
  columns: z.array(z.object({ name: z.string(), unit: z.string().nullable() })),
  moreColumns: z.number().int(),
  first: z.array(z.array(cell)).describe("the first rows; of an array its shape and first values"),
});
export type RowsLook = z.infer<typeof rowsLookSchema>;
