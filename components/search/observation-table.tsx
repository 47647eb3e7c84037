"use client";

import dynamic from "next/dynamic";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { usePreferences } from "@/components/preferences/context";
import { shownColumns } from "@/components/search/columns";
import { ObservationRow } from "@/components/search/observation-row";
import type { SearchParams } from "@/components/search/params";
import { isPicked, pageState, type Selection, setPicked } from "@/components/search/selection";
import { TableHead } from "@/components/search/table-head";
import { focusRow, moveBetweenRows } from "@/components/ui/row-keys";
import type { Observation } from "@/lib/catalogue/schemas";

/** Of more rows than this only those in the window are there. */
const MOST_PLAIN_ROWS = 200;
const VirtualRows = dynamic(async () => (await import("@/components/search/virtual-rows")).VirtualRows, { ssr: false });

interface ObservationTableProps {
  readonly observations: readonly Observation[];
  /** Of the whole search, where it is known. */
  readonly totalCount: number | null;
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
export function ObservationTable({ observations, totalCount, params, go, selection, select, stale }: ObservationTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const lastTicked = useRef<number | null>(null);
  const { columns: chosen } = usePreferences();
  const withPosition = params.raDeg !== undefined;
  const columns = useMemo(() => shownColumns(chosen, withPosition), [chosen, withPosition]);
  const isLong = observations.length > MOST_PLAIN_ROWS;

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

  const rows = { observations, columns, isChosen: chosen !== null, selection, tick };
  return (
    <table
      role="table"
      aria-label="Observations"
      aria-busy={stale}
      aria-rowcount={isLong ? (totalCount === null ? -1 : totalCount + 1) : undefined}
      className={`w-full text-sm max-sm:block ${stale ? "opacity-60" : ""}`}
    >
      <TableHead
        sort={params.sort ?? "-startMjd"}
        onSort={(sort) => go({ ...params, sort, cursor: undefined, page: undefined })}
        state={pageState(selection, observations)}
        onTickPage={(on) => select((now) => setPicked(now, observations, on))}
        columns={columns}
        isChosen={chosen !== null}
        withPosition={withPosition}
      />
      {isLong ? (
        <VirtualRows {...rows} stale={stale} />
      ) : (
        <tbody ref={body} role="rowgroup" inert={stale} className="max-sm:flex max-sm:flex-col max-sm:gap-2" onKeyDown={moveBetweenRows}>
          {observations.map((observation, index) => (
            <ObservationRow key={observation.id} index={index} observation={observation} picked={isPicked(selection, observation.id)} onTick={tick} columns={columns} isChosen={chosen !== null} />
          ))}
        </tbody>
      )}
    </table>
  );
}
