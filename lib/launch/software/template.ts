import { z } from "zod";
import { RecordUnusable } from "./record";

const source = z.union([z.string(), z.array(z.string())]).transform((text) => (typeof text === "string" ? text : text.join("")));
const cellSchema = z.object({ cell_type: z.enum(["markdown", "code", "raw"]), source });
const notebookSchema = z.object({ nbformat: z.literal(4, "nbformat 4"), cells: z.array(cellSchema).min(1).max(500) });

export interface TemplateCell {
  readonly kind: "markdown" | "code";
  readonly text: string;
}
/** The cells of an operator's notebook, without outputs: what was computed elsewhere, from other data, must not look like a result. */
export type NotebookTemplate = readonly TemplateCell[];

/** @throws RecordUnusable */
export function readTemplate(json: unknown): NotebookTemplate {
  const found = notebookSchema.safeParse(json);
  if (!found.success) {
    const [issue] = found.error.issues;
    throw new RecordUnusable(`its notebook is none of nbformat 4 (${issue?.path.join(".") || "the file"}: ${issue?.message})`);
  }
  const cells = found.data.cells.flatMap(({ cell_type: kind, source: text }): TemplateCell[] => (kind === "raw" || text.trim() === "" ? [] : [{ kind, text }]));
  if (!cells.some(({ kind }) => kind === "code")) throw new RecordUnusable("its notebook has no code");
  return cells;
}
