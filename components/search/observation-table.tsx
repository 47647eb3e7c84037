"use client";

import { useCallback, useEffect, useRef } from "react";
import { ObservationRow } from "@/components/search/observation-row";
import type { SearchParams } from "@/components/search/params";
import { pageState, type Selection, isPicked, setPicked } from "@/components/search/selection";
import { TableHead } from "@/components/search/table-head";
import { focusRow, moveBetweenRows } from "@/components/ui/row-keys";
import type { Observation } from "@/lib/catalogue/schemas";

interface ObservationTableProps {
  readonly observations: readonly Observation[];
  readonly params: SearchParams;
  readonly go: (next: SearchParams) => void;
  readonly selection: Selection;
  readonly select: (change: (now: Selection) => Selection) => void;
  readonly stale: boolean;
}

/**
 * The found observations. Arrow keys go from row to row, space ticks, shift-click ticks a range. While another search
 * is on its way, the rows of the last one can not be chosen. On a phone the same table is laid out as cards; its roles
 * are written out because CSS takes them away from a table shown as blocks.
 */
export function ObservationTable({ observations, params, go, selection, select, stale }: ObservationTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const lastTicked = useRef<number | null>(null);
  const withOffset = params.raDeg !== undefined;

  useEffect(() => {
    const intoTable = (event: globalThis.KeyboardEvent) => {
      if (event.key === "ArrowDown" && document.activeElement === document.body && !event.defaultPrevented) focusRow(body.current, 0, event);
    };
    document.addEventListener("keydown", intoTable);
    return () => document.removeEventListener("keydown", intoTable);
  }, []);

  // One function for all rows, so that ticking one of a thousand draws one anew.
  const tick = useCallback(
    (index: number, on: boolean, range: boolean) => {
      const last = range ? (lastTicked.current ?? index) : index;
      lastTicked.current = index;
      select((now) => setPicked(now, observations.slice(Math.min(last, index), Math.max(last, index) + 1), on));
    },
    [observations, select],
  );

  return (
    <table role="table" aria-label="Observations" aria-busy={stale} className={`w-full text-sm max-sm:block ${stale ? "opacity-60" : ""}`}>
      <TableHead
        sort={params.sort ?? "-startMjd"}
        onSort={(sort) => go({ ...params, sort, cursor: undefined, page: undefined })}
        state={pageState(selection, observations)}
        onTickPage={(on) => select((now) => setPicked(now, observations, on))}
        withOffset={withOffset}
      />
      <tbody ref={body} role="rowgroup" inert={stale} className="max-sm:flex max-sm:flex-col max-sm:gap-2" onKeyDown={moveBetweenRows}>
        {observations.map((observation, index) => (
          <ObservationRow
            key={observation.id}
            index={index}
            observation={observation}
            picked={isPicked(selection, observation.id)}
            onTick={tick}
            withOffset={withOffset}
          />
        ))}
      </tbody>
    </table>
  );
}
