import { useId } from "react";
import type { z } from "zod";
import { type Fits, parted } from "@/components/launch/fits";
import { UnfitList } from "@/components/launch/unfit-list";
import type { analysisSchema } from "@/lib/launch/schemas";

type Analysis = z.infer<typeof analysisSchema>;

interface AnalysisChoiceProps {
  readonly analyses: readonly Analysis[];
  readonly fits: Fits["analyses"];
  readonly analysis: string;
  readonly onAnalysis: (id: string) => void;
}

/** The notebook to begin with: those that fit the basket, and behind them the others with why not. */
export function AnalysisChoice({ analyses, fits, analysis, onAnalysis }: AnalysisChoiceProps) {
  const name = useId();
  const { fitting, unfit } = parted(analyses, fits);
  // What a person chose, or begins with where nothing fits, stays to be seen.
  const offered = analyses.filter((one) => fitting.includes(one) || one.id === analysis);
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 text-xs font-medium text-muted">Analysis</legend>
      {offered.map((one) => (
        <label key={one.id} className={`flex gap-2.5 rounded border px-3 py-2 text-sm hover:border-edge ${one.id === analysis ? "border-accent bg-accent-soft" : "border-line"}`}>
          <input type="radio" name={name} value={one.id} checked={one.id === analysis} onChange={() => onAnalysis(one.id)} className="mt-0.5 size-4 shrink-0" aria-describedby={`${name}-${one.id}`} aria-labelledby={`${name}-${one.id}-title`} />
          <span className="min-w-0">
            <span id={`${name}-${one.id}-title`} className="font-medium">
              {one.title}
              {one.version === null ? "" : ` ${one.version}`}
            </span>
            <span id={`${name}-${one.id}`} className="block text-xs text-muted">
              {[one.description, ...needsWords(one)].filter(Boolean).join(" ")}
            </span>
          </span>
        </label>
      ))}
      <UnfitList others={unfit.filter(({ id }) => id !== analysis)} what="notebook" />
    </fieldset>
  );
}

/** What of an operator's notebook a person may want to know; the portal's own says no licence, its whole page has one. */
function needsWords({ license, requires, version }: Analysis): string[] {
  if (version === null) return [];
  return [...(requires.length > 0 ? [`Needs ${requires.join(", ")}.`] : []), ...(license === null ? [] : [`Licence ${license}.`])];
}
