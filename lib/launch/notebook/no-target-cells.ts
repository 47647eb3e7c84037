import { codeCell, markdownCell, type NotebookCell } from "@/lib/launch/notebook/cells";
import type { CheckedNotebookInput } from "@/lib/launch/notebook/input";

/** Where there is no target to analyse: says so, and prints the same line without a result. */
export function noTargetCells({ analysis }: CheckedNotebookInput): NotebookCell[] {
  const what = analysis === "light-curve" ? "light curve" : "spectrum";
  return [
    markdownCell(
      `no-${what.replace(" ", "-")}`,
      `## No ${what}\n\nThe basket gives no single position of a point source (observations of several targets, of a survey, or ` +
        `without a target's coordinates), so this notebook stops at the counts map. Launch again with a target to get a ${what}.`,
    ),
    codeCell(
      "result",
      String.raw`
import json

summary = {"n_observations": len(observations), "index": None, "reason": "no target"}
print("AIRSHOWER_RESULT", json.dumps(summary))
`,
    ),
  ];
}
