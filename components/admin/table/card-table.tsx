"use client";

import { type ReactNode, useRef } from "react";
import { moveBetweenRows } from "@/components/ui/row-keys";
import { Tick } from "@/components/ui/tick";

/** One column: its head, and what stands in it for a row. On a phone the head stands before each value. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** A number, set right with tabular figures. */
  readonly isFigure?: boolean;
  /** The row's name: the first line of its card, without a head. */
  readonly isTitle?: boolean;
  readonly className?: string;
}

/** Which rows are ticked, and what their checkboxes are called. */
export interface Ticks<Row> {
  readonly isTicked: (row: Row) => boolean;
  readonly onTick: (rows: readonly Row[], on: boolean) => void;
  readonly nameOf: (row: Row) => string;
}

interface CardTableProps<Row> {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  readonly columns: readonly Column<Row>[];
  readonly ticks?: Ticks<Row>;
  readonly isStale?: boolean;
}

/**
 * A real table that becomes cards on a phone; its roles are written out because CSS takes them away from a table shown
 * as blocks. With ticks, arrow keys go from row to row, space ticks, shift-click ticks a range.
 */
export function CardTable<Row>({ name, rows, keyOf, columns, ticks, isStale = false }: CardTableProps<Row>) {
  const lastTicked = useRef<number | null>(null);
  const tick = (index: number, on: boolean, isRange: boolean) => {
    const last = isRange ? (lastTicked.current ?? index) : index;
    lastTicked.current = index;
    ticks?.onTick(rows.slice(Math.min(last, index), Math.max(last, index) + 1), on);
  };
  return (
    <table role="table" aria-label={name} aria-busy={isStale} className={`w-full text-sm max-sm:block ${isStale ? "opacity-60" : ""}`}>
      <thead role="rowgroup" className="max-sm:hidden">
        <tr role="row" className="text-xs text-muted [&>th]:border-b [&>th]:border-edge">
          {ticks ? (
            <th role="columnheader" scope="col" className="w-9 py-2 pl-3 text-left">
              <TickAll rows={rows} ticks={ticks} />
            </th>
          ) : null}
          {columns.map((column) => (
            <th key={column.head} role="columnheader" scope="col" className={`px-3 py-2 font-medium ${column.isFigure ? "text-right" : "text-left"} ${column.className ?? ""}`}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-sm:block" onKeyDown={ticks ? moveBetweenRows : undefined}>
        {rows.map((row, index) => (
          <tr
            key={keyOf(row, index)}
            role="row"
            className={`max-sm:relative max-sm:block max-sm:border-b max-sm:border-line max-sm:px-3 max-sm:py-3 max-sm:last:border-0 sm:[&>td]:border-b sm:[&>td]:border-line sm:last:[&>td]:border-0 ${ticks?.isTicked(row) ? "bg-accent-soft" : ""} ${ticks ? "max-sm:pl-10" : ""}`}
          >
            {ticks ? (
              <td role="cell" className="py-2 pl-3 align-top max-sm:absolute max-sm:top-3 max-sm:left-3 max-sm:p-0">
                <Tick label={`Select ${ticks.nameOf(row)}`} className="max-sm:size-5" checked={ticks.isTicked(row)} onTick={(on, range) => tick(index, on, range)} />
              </td>
            ) : null}
            {columns.map((column) => (
              <Cell key={column.head} row={row} column={column} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ row, column }: { row: Row; column: Column<Row> }) {
  const face = `${column.isFigure ? "figures sm:text-right" : ""} ${column.isTitle ? "font-medium" : ""}`;
  return (
    <td role="cell" className={`px-3 py-2 align-top max-sm:flex max-sm:gap-3 max-sm:p-0 max-sm:py-0.5 max-sm:first:pl-0 ${face} ${column.className ?? ""}`}>
      {column.isTitle ? null : (
        <span aria-hidden className="w-28 shrink-0 font-sans text-xs leading-5 tracking-normal text-muted sm:hidden">
          {column.head}
        </span>
      )}
      <span className="min-w-0 max-sm:flex-1">{column.cell(row)}</span>
    </td>
  );
}

/** Ticks or unticks the rows on view; a dash says that some are ticked. */
function TickAll<Row>({ rows, ticks }: { rows: readonly Row[]; ticks: Ticks<Row> }) {
  const count = rows.filter(ticks.isTicked).length;
  return <Tick label="Select all shown" checked={count > 0 && count === rows.length} some={count > 0 && count < rows.length} onTick={(on) => ticks.onTick(rows, on)} />;
}
