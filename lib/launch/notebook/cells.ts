/** A cell of nbformat 4.5; `source` is kept as lines, as Jupyter itself writes it. */
export type NotebookCell =
  | { cell_type: "markdown"; id: string; metadata: Record<string, never>; source: string[] }
  | { cell_type: "code"; id: string; metadata: Record<string, never>; source: string[]; execution_count: null; outputs: [] };

/** A Markdown cell. `id` must be unique in the notebook (letters, digits, `-`, `_`). */
export function markdownCell(id: string, text: string): NotebookCell {
  return { cell_type: "markdown", id, metadata: {}, source: toLines(text) };
}

/** A code cell that has not run yet. */
export function codeCell(id: string, python: string): NotebookCell {
  return { cell_type: "code", id, metadata: {}, source: toLines(python), execution_count: null, outputs: [] };
}

function toLines(text: string): string[] {
  const lines = text.trim().split("\n");
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}\n` : line));
}
