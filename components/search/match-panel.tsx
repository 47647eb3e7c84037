"use client";

import { CircleCheck, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { AddProduct } from "@/components/basket/add-product";
import { groupsOf, isClean, patternOf, remarksOf, summarise, summaryText } from "@/components/observation/irf-match-words";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { type Analysis, analyses, analysisLabels } from "@/lib/catalogue/analysis";
import type { IrfMatch } from "@/lib/catalogue/schemas";
import { formatCountOf } from "@/lib/units/format";

const shownAtFirst = 50;

interface MatchPanelProps {
  readonly matches: readonly IrfMatch[];
  readonly analysis: Analysis;
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onClose: () => void;
}

/** Which IRFs belong to the chosen observations, by which rule: each that wants an eye by itself, the others in sum. */
export function MatchPanel({ matches, analysis, onAnalysis, onClose }: MatchPanelProps) {
  const [showsAll, setShowsAll] = useState(false);
  const odd = matches.filter((match) => !isClean(match));
  const shown = showsAll ? odd : odd.slice(0, shownAtFirst);

  return (
    <section aria-label="IRF match" className="border-b border-line py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto text-sm font-semibold">
          IRFs of {formatCountOf(matches.length, "observation")}: {summaryText(summarise(matches))}
        </h2>
        <Segmented
          legend="Analysis"
          hideLegend
          value={analysis}
          options={analyses.map((value) => ({ value, label: analysisLabels[value] }))}
          onChange={onAnalysis}
        />
        <button type="button" aria-label="Close IRF match" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={onClose}>
          <X size={16} aria-hidden />
        </button>
      </div>
      <ul className="mt-2 text-sm">
        {shown.map((match) => (
          <OddMatch key={match.observationId} match={match} />
        ))}
        {groupsOf(matches.filter(isClean)).map((group) => (
          <CleanGroup key={group.pattern} pattern={group.pattern} ids={group.ids} />
        ))}
      </ul>
      {shown.length < odd.length ? (
        <Button size="small" look="plain" className="mt-2" onClick={() => setShowsAll(true)}>
          Show all {odd.length} that want a look
        </Button>
      ) : null}
    </section>
  );
}

const line = "flex gap-2.5 border-t border-line py-2";

function OddMatch({ match }: { match: IrfMatch }) {
  const offered = [...match.components.filter((one) => one.proposed), ...match.ambiguous.flatMap((one) => one.candidates)];
  return (
    <li className={line}>
      <TriangleAlert size={16} className="mt-0.5 shrink-0 text-closed" aria-label="look here" />
      <div className="min-w-0 flex-1 space-y-1 break-words">
        <p>
          <span className="figures mr-3 font-medium">{match.observationId}</span> <span className="text-muted">{patternOf(match)}</span>
        </p>
        {remarksOf(match).map((remark) => (
          <p key={remark}>{remark}</p>
        ))}
        {offered.length > 0 ? (
          <p className="flex flex-wrap gap-1.5">
            {[...new Set(offered.map((one) => one.productId))].map((productId) => (
              <AddProduct key={productId} productId={productId} />
            ))}
          </p>
        ) : null}
      </div>
    </li>
  );
}

function CleanGroup({ pattern, ids }: { pattern: string; ids: readonly string[] }) {
  return (
    <li className={line}>
      <CircleCheck size={16} className="mt-0.5 shrink-0 text-readable" aria-label="complete" />
      <details className="min-w-0 flex-1">
        <summary className="list-none">
          <span className="mr-3 font-medium underline decoration-dotted underline-offset-4">{formatCountOf(ids.length, "observation")}</span> <span className="text-muted">{pattern}</span>
        </summary>
        <p className="figures mt-1 max-h-40 overflow-auto text-xs break-words text-muted">{ids.join(" ")}</p>
      </details>
    </li>
  );
}
