"use client";

import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import type { BasketAddition } from "@/components/basket/queries";
import { useAddToBasket } from "@/components/basket/use-add-to-basket";
import { summarise, summaryText } from "@/components/observation/irf-match-words";
import type { ObservationParams } from "@/components/search/params";
import { keepAddition } from "@/components/basket/pending-addition";
import { collectIds, matchIrfs } from "@/components/search/queries";
import { bytesOf, closedOf, countOf, invert, nothing, type Selection } from "@/components/search/selection";
import { Button } from "@/components/ui/button";
import { useViewer } from "@/components/viewer/context";
import { signInHref } from "@/components/viewer/sign-in-href";
import type { Analysis } from "@/lib/catalogue/analysis";
import { formatBytes, formatCount } from "@/lib/units/format";

/** As many observations as one request may name. */
const mostIds = 10_000;

/** Fetched with the first match: most searches end without one. */
const MatchPanel = dynamic(async () => (await import("@/components/search/match-panel")).MatchPanel);

/** Fetched with the first choice of somebody signed in. */
const SelectionActions = dynamic(async () => (await import("@/components/embargo/selection-actions")).SelectionActions);

interface SelectionBarProps {
  readonly selection: Selection;
  readonly select: (change: (now: Selection) => Selection) => void;
  readonly filters: ObservationParams;
  /** Of the whole search, once it is known. */
  readonly total: { readonly totalCount: number | null; readonly totalSizeBytes: number | null } | undefined;
}

/** What is chosen, whether its IRFs are complete, and the way into the basket. Sticks to the bottom of the window. */
export function SelectionBar({ selection, select, filters, total }: SelectionBarProps) {
  const viewer = useViewer();
  const add = useAddToBasket();
  const [analysis, setAnalysis] = useState<Analysis>("spectrum");
  const [withIrfs, setWithIrfs] = useState(true);
  const [asksSignIn, setAsksSignIn] = useState(false);
  const [matchedFor, setMatchedFor] = useState<Selection | null>(null);
  const match = useMutation({
    mutationFn: async (chosen: Analysis) => (await matchIrfs(await idsOf(selection, filters), chosen)).items,
    onMutate: () => setMatchedFor(selection),
  });

  const isMatched = matchedFor === selection;
  const count = countOf(selection);
  const bytes = bytesOf(selection);
  const working = add.isPending;
  const isMatchedInPart = count === null || count > mostIds;

  const addSelected = () => {
    const addition = additionOf(selection, filters, withIrfs);
    if (viewer.signedIn) {
      // A session can have ended since the page was made: then it goes in after the next sign-in.
      return add.mutate(addition, { onError: (error) => asProblem(error).status === 401 && keepAddition(addition) });
    }
    keepAddition(addition);
    setAsksSignIn(true);
  };

  return (
    <section aria-label="Selection" className="sticky bottom-0 z-20 -mx-4 mt-auto -mb-4 border-t border-edge bg-panel px-4 sm:-mx-6 sm:px-6">
      <div className="max-h-[60dvh] overflow-auto">
        {isMatched && match.data ? (
          <MatchPanel
            matches={match.data}
            analysis={analysis}
            onAnalysis={(chosen) => {
              setAnalysis(chosen);
              match.mutate(chosen);
            }}
            onClose={() => setMatchedFor(null)}
          />
        ) : null}
        {isMatched && match.isError ? <Spaced>{<Failure what="The IRFs could not be matched" error={match.error} retry={() => match.mutate(analysis)} />}</Spaced> : null}
        {add.isError ? <Spaced>{<Failure what="Nothing was added to the basket" error={add.error} retry={addSelected} retrying={working} />}</Spaced> : null}
        {asksSignIn ? <SignInOffer /> : null}
      </div>
      <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 py-2 text-sm">
        <p role="status" className="mr-auto flex flex-wrap items-center gap-x-1.5">
          <strong className="font-semibold">{count === null ? "All found" : formatCount(count)} selected</strong>
          <button type="button" aria-label="Clear selection" title="Clear selection" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={() => select(() => nothing)}>
            <X size={14} aria-hidden />
          </button>
          {bytes === null ? null : <span className="text-muted">· {formatBytes(bytes)}</span>}
          <span className="text-muted">
            · IRFs: {isMatched && match.data ? <span className="font-medium text-ink">{summaryText(summarise(match.data))}{isMatchedInPart ? `, of the first ${formatCount(mostIds)}` : ""}</span> : isMatched && match.isPending ? "matching…" : "not matched yet"}
          </span>
        </p>
        {total ? (
          <Button size="small" onClick={() => select((now) => invert(now, total.totalCount, total.totalSizeBytes))}>
            Invert
          </Button>
        ) : null}
        <label className="inline-flex items-center gap-1.5 text-xs text-muted">
          <input type="checkbox" className="size-4" checked={withIrfs} onChange={(event) => setWithIrfs(event.target.checked)} />
          with matched IRFs
        </label>
        <div className="flex flex-wrap gap-2">
          {viewer.signedIn ? <SelectionActions closedIds={closedOf(selection)} choice={async () => choiceOf(selection, filters)} /> : null}
          <Button onClick={() => match.mutate(analysis)} disabled={match.isPending}>
            {match.isPending ? "Matching…" : "Match IRFs"}
          </Button>
          <Button look="primary" onClick={addSelected} disabled={working}>
            {working ? "Adding…" : "Add to basket"}
          </Button>
        </div>
      </div>
    </section>
  );
}

function Spaced({ children }: { children: React.ReactNode }) {
  return <div className="pt-3">{children}</div>;
}

function SignInOffer() {
  return (
    <p role="status" className="mt-3 rounded border border-accent bg-accent-soft px-3 py-2 text-sm">
      A basket belongs to an account. What you chose is kept and goes into it when you have signed in.{" "}
      <button type="button" className="font-semibold text-accent-strong underline" onClick={() => window.location.assign(signInHref(window.location.pathname + window.location.search))}>
        Sign in and add
      </button>
    </p>
  );
}

async function idsOf(selection: Selection, filters: ObservationParams): Promise<string[]> {
  if (selection.mode === "some") return [...selection.picked.keys()];
  return (await collectIds(filters, mostIds)).filter((id) => !selection.left.has(id));
}

/** All of a search is chosen by the server, which is told what to leave out. */
function choiceOf(selection: Selection, filters: ObservationParams) {
  if (selection.mode === "some") return { ids: [...selection.picked.keys()] };
  return selection.left.size === 0 ? { query: filters } : { query: filters, except: [...selection.left.keys()] };
}

function additionOf(selection: Selection, filters: ObservationParams, withIrfs: boolean): BasketAddition {
  return { ...choiceOf(selection, filters), withIrfs };
}
