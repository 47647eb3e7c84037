import { markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import { type CheckedNotebookInput, notebookInputSchema, type NotebookInput } from "@/lib/launch/notebook/input";
import { introduction } from "@/lib/launch/notebook/introduction";
import { lightCurveCells } from "@/lib/launch/notebook/light-curve-cells";
import { noTargetCells } from "@/lib/launch/notebook/no-target-cells";
import { significanceCells } from "@/lib/launch/notebook/significance-cells";
import { spectrumCells } from "@/lib/launch/notebook/spectrum-cells";
import { mapCells, storeCells } from "@/lib/launch/notebook/store-cells";
import { templateCells } from "@/lib/launch/notebook/template-cells";
import type { NotebookTemplate } from "@/lib/launch/software/template";

/** A notebook as `.ipynb` files hold it (nbformat 4.5). */
export interface Notebook {
  cells: NotebookCell[];
  metadata: Record<string, unknown>;
  nbformat: 4;
  nbformat_minor: 5;
}

/**
 * The notebook of one launch: what it is made of, the store, all observations, a counts map, and the way to what
 * it was launched for: a point source's spectrum or light curve, or a field's significance map. It runs from top to bottom with gammapy 1.0 or later, without network and without a display.
 * With a template of an operator's, its cells stand in place of map and analysis, and what they do is theirs.
 *
 * The same input gives the same bytes: its checksum can stand in a manifest. Throws zod's error on malformed input.
 */
export function buildNotebook(input: NotebookInput, template: NotebookTemplate | null = null): Notebook {
  const checked = notebookInputSchema.parse(input);
  return {
    cells: [
      markdownCell("introduction", introduction(checked)),
      ...storeCells(checked),
      ...(template === null ? [...mapCells(checked), ...analysisCells(checked)] : templateCells(checked, template)),
    ],
    metadata: {
      kernelspec: { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" },
      language_info: { name: "python" },
      airshower: { manifestId: checked.manifestId },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function analysisCells(input: CheckedNotebookInput): NotebookCell[] {
  const { analysis, target } = input;
  if (analysis === "map") return significanceCells(input);
  if (!target) return noTargetCells(input);
  return analysis === "light-curve" ? lightCurveCells({ ...input, target }) : spectrumCells({ ...input, target });
}
