import type { TemplateCell } from "@/lib/launch/software/template";
import { codeCell, markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import type { CheckedNotebookInput } from "@/lib/launch/notebook/input";
import { pythonLiteral } from "@/lib/launch/notebook/python-literal";

/** What the cells of a notebook of the local folder find, besides `store`, `observations` and `OBS_IDS`. */
function basketCell({ target, energyMinTeV, energyMaxTeV, containment }: CheckedNotebookInput): string {
  const place = target === null ? "None" : `SkyCoord(${pythonLiteral(target.raDeg)}, ${pythonLiteral(target.decDeg)}, unit="deg")`;
  return String.raw`
from astropy.coordinates import SkyCoord

TARGET = ${place}  # ICRS; None where no observation says it
TARGET_NAME = ${pythonLiteral(target?.name ?? null)}
E_MIN, E_MAX = ${pythonLiteral(energyMinTeV)}, ${pythonLiteral(energyMaxTeV)}  # TeV
IRF_CONTAINMENT = ${pythonLiteral(containment)}
`;
}

/** The cells of a notebook of the local folder, as they stand there, behind what they need of the basket. */
export function templateCells(input: CheckedNotebookInput, template: readonly TemplateCell[]): NotebookCell[] {
  return [
    codeCell("basket", basketCell(input)),
    ...template.map(({ kind, text }, index) => (kind === "code" ? codeCell : markdownCell)(`analysis-${index + 1}`, text)),
  ];
}
