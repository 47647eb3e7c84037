"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CoordinatesSwitch } from "@/components/preferences/switches";
import { ColumnMenu } from "@/components/search/column-menu";
import { Facets } from "@/components/search/facets";
import { type SearchParams, withFilters, withSort } from "@/components/search/params";
import { densityOptions } from "@/components/search/queries";
import { pageState, type Selection, selectAll, setPicked } from "@/components/search/selection";
import { PageCheckbox } from "@/components/search/table-head";
import { TakeAlong } from "@/components/search/take-along";
import { pageNumber } from "@/components/search/trail";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { useViewer } from "@/components/viewer/context";
import type { Observation } from "@/lib/catalogue/schemas";
import { formatBytes, formatCount } from "@/lib/units/format";

interface Total {
  readonly totalCount: number | null;
  readonly totalSizeBytes: number | null;
}

interface ResultsHeadProps {
  readonly params: SearchParams;
  readonly go: (next: SearchParams) => void;
  readonly list: { readonly items: readonly Observation[] };
  readonly total: Total | undefined;
  readonly stale: boolean;
  readonly selection: Selection;
  readonly select: (change: (now: Selection) => Selection) => void;
}

const defaultLimit = 50;
const sorts = [
  ["-startMjd", "Newest first"],
  ["startMjd", "Oldest first"],
  ["obsId", "Observation id"],
  ["targetName", "Target"],
  ["-livetimeSec", "Longest livetime"],
  ["zenithDeg", "Smallest zenith angle"],
] as const;

/** Which part of how many is on view, choosing all of them, and taking the list elsewhere. */
export function ResultsHead({ params, go, list, total, stale, selection, select }: ResultsHeadProps) {
  const viewer = useViewer();
  const client = useQueryClient();
  const first = (pageNumber(params) - 1) * (Number(params.limit) || defaultLimit) + 1;
  const range = `${formatCount(first)}–${formatCount(first + list.items.length - 1)}`;
  const all = total?.totalCount ?? null;

  /** Of more than a list counts, the map knows how many they are; where it does not, all that is found is chosen uncounted. */
  const chooseAll = async ({ totalCount, totalSizeBytes }: Total) => {
    select(() => selectAll(totalCount, totalSizeBytes));
    if (totalCount !== null) return;
    const counted = (await client.ensureQueryData(densityOptions(params)).catch(() => null))?.totalCount ?? null;
    select((now) => (now.mode === "all" ? { ...now, totalCount: counted } : now));
  };

  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <p role="status" className="mr-auto">
        {stale ? (
          <span className="animate-appear text-muted">Searching…</span>
        ) : (
          <>
            <span className="figures">{range}</span> of {all === null ? (total ? "more than 10,000" : "…") : <span className="figures">{formatCount(all)}</span>} observations
            {total?.totalSizeBytes == null ? null : <span className="text-muted"> · {formatBytes(total.totalSizeBytes)}</span>}
          </>
        )}
      </p>
      <label className="inline-flex items-center gap-2 text-xs text-muted sm:hidden">
        <PageCheckbox state={pageState(selection, list.items)} onTickPage={(on) => select((now) => setPicked(now, list.items, on))} /> this page
      </label>
      {total ? (
        <Button size="small" aria-pressed={selection.mode === "all" && selection.left.size === 0} onClick={() => void chooseAll(total)}>
          Select all {all === null ? "found" : formatCount(all)}
        </Button>
      ) : null}
      {viewer.signedIn ? (
        <select
          aria-label="Restrict by basket"
          className="h-7 rounded border border-line bg-panel px-1 text-xs"
          value={params.basket ?? ""}
          onChange={(event) => go(withFilters(params, { basket: event.target.value || undefined }))}
        >
          <option value="">In the basket or not</option>
          <option value="out">Not in the basket</option>
          <option value="in">In the basket</option>
        </select>
      ) : null}
      <select
        aria-label="Sort by"
        className="h-7 rounded border border-line bg-panel px-1 text-xs sm:hidden"
        value={params.sort ?? "-startMjd"}
        onChange={(event) => go(withSort(params, event.target.value))}
      >
        {sorts.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <span className="lg:hidden">
        <Menu label="Refine">
          <Facets params={params} go={go} />
        </Menu>
      </span>
      <span className="max-lg:hidden">
        <CoordinatesSwitch hideLegend />
      </span>
      <ColumnMenu withPosition={params.raDeg !== undefined} />
      <TakeAlong params={params} />
    </div>
  );
}
