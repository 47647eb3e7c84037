"use client";

import { CircleCheck, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { AddProduct } from "@/components/search/add-product";
import { distanceText, isClean, remarksOf, ruleWords, summarise, summaryText } from "@/components/observation/irf-match-words";
import type { Analysis } from "@/components/search/queries";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { type IrfKind, type IrfMatch } from "@/lib/catalogue/schemas";
import { absent, formatCountOf } from "@/lib/units/format";

const kinds: readonly IrfKind[] = ["aeff", "edisp", "psf", "bkg", "rad_max"];
const shownAtFirst = 50;

interface MatchPanelProps {
  readonly matches: readonly IrfMatch[];
  readonly analysis: Analysis;
  readonly onAnalysis: (analysis: Analysis) => void;
  readonly onClose: () => void;
}

/** Which IRFs belong to the chosen observations, by which rule, and what wants a human eye: troubles first. */
export function MatchPanel({ matches, analysis, onAnalysis, onClose }: MatchPanelProps) {
  const [showsAll, setShowsAll] = useState(false);
  const summary = summarise(matches);
  const ordered = [...matches.filter((match) => !isClean(match)), ...matches.filter(isClean)];
  const shown = showsAll ? ordered : ordered.slice(0, shownAtFirst);

  return (
    <section aria-label="IRF match" className="border-b border-line pt-3 pb-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">
          IRFs of {formatCountOf(matches.length, "observation")}: {summaryText(summary)}
        </h2>
        <div className="flex items-center gap-2">
          <Segmented
            legend="Analysis"
            hideLegend
            value={analysis}
            options={[
              { value: "spectrum", label: "Spectrum" },
              { value: "map", label: "Map" },
            ]}
            onChange={onAnalysis}
          />
          <button type="button" aria-label="Close IRF match" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={onClose}>
            <X size={16} aria-hidden />
          </button>
        </div>
      </div>
      <div className="mt-2 overflow-x-auto">
        <table className="w-full text-xs" aria-label="IRFs by observation">
          <thead>
            <tr className="text-left text-muted [&>th]:border-b [&>th]:border-line [&>th]:px-2 [&>th]:py-1 [&>th]:font-medium [&>th:first-child]:pl-0">
              <th scope="col">Obs id</th>
              {kinds.map((kind) => (
                <th key={kind} scope="col">
                  {kind}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((match) => (
              <MatchRows key={match.observationId} match={match} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < ordered.length ? (
        <Button size="small" look="plain" className="mt-2" onClick={() => setShowsAll(true)}>
          Show all {ordered.length}
        </Button>
      ) : null}
    </section>
  );
}

function MatchRows({ match }: { match: IrfMatch }) {
  const remarks = remarksOf(match);
  const proposals = match.components.filter((one) => one.proposed);
  const rest = [...new Set(match.ambiguous.flatMap((one) => one.candidates.map((candidate) => candidate.productId)))];
  return (
    <>
      <tr className="[&>td]:px-2 [&>td]:py-1 [&>th]:py-1">
        <th scope="row" className="text-left font-medium whitespace-nowrap">
          <span className="inline-flex items-center gap-1.5">
            {isClean(match) ? <CircleCheck size={12} className="text-readable" aria-label="complete" /> : <TriangleAlert size={12} className="text-closed" aria-label="look here" />}
            <span className="figures">{match.observationId}</span>
          </span>
        </th>
        {kinds.map((kind) => (
          <td key={kind}>
            <ComponentCell match={match} kind={kind} />
          </td>
        ))}
      </tr>
      {remarks.length > 0 ? (
        <tr>
          <td colSpan={kinds.length + 1} className="pb-2 pl-5">
            <ul className={`space-y-0.5 ${isClean(match) ? "text-muted" : "text-closed"}`}>
              {remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
            {proposals.length + rest.length > 0 ? (
              <p className="mt-1 flex flex-wrap gap-1.5">
                {[...new Set([...proposals.map((one) => one.productId), ...rest])].map((productId) => (
                  <AddProduct key={productId} productId={productId} />
                ))}
              </p>
            ) : null}
          </td>
        </tr>
      ) : null}
    </>
  );
}

function ComponentCell({ match, kind }: { match: IrfMatch; kind: IrfKind }) {
  const component = match.components.find((one) => one.kind === kind);
  if (component) {
    return (
      <span title={`${component.hduName} in ${component.productId}`}>
        {ruleWords[component.rule]}
        {component.distance ? <span className="block text-muted">{distanceText(component.distance)}</span> : null}
      </span>
    );
  }
  const ambiguous = match.ambiguous.find((one) => one.kind === kind);
  if (ambiguous) return <span className="font-medium text-closed">{ambiguous.candidates.length} candidates</span>;
  const missing = match.missing.find((one) => one.kind === kind);
  if (missing) return <span className={missing.blocks ? "font-medium text-failed" : "text-muted"}>{missing.blocks ? "missing" : "none, not needed"}</span>;
  return <span className="text-muted">{absent}</span>;
}
