"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { LookFrame } from "@/components/looks/look-frame";
import { rowsOptions } from "@/components/looks/queries";
import { Panel } from "@/components/ui/panel";
import type { HduSummary, RowsLook } from "@/lib/looks/file/schema";
import { formatBytes, formatCountOf } from "@/lib/units/format";

type Cell = RowsLook["first"][number][number];

/** Of a table of good times or an empty primary HDU megabytes say nothing. */
const SMALL_BYTES = 10_000;

/** One HDU. Header and columns are there at once; rows are read when they are opened. */
export function HduPanel({ productId, hdu }: { productId: string; hdu: HduSummary }) {
  const { index, name, kind, hduClass, rows, columns, cards, dataBytes, problem } = hdu;
  const what = rows === null ? (kind === "primary" ? "primary HDU" : "no binary table") : `${formatCountOf(rows, "row")}, ${formatCountOf(columns.length, "column")}`;
  return (
    <Panel title={`${index} · ${name}`} aside={<span className="text-xs text-muted">{[hduClass, what, dataBytes < SMALL_BYTES ? formatCountOf(dataBytes, "byte") : formatBytes(dataBytes)].filter(Boolean).join(" · ")}</span>}>
      <div className="flex flex-col gap-3 text-sm">
        {problem ? <p className="text-failed">{problem}</p> : null}
        <Part title={`Header (${formatCountOf(cards.length, "card")})`} name={name}>
          {() => <Table label={`Header of ${name}`} columns={["Keyword", "Value", "Comment"]} rows={cards.map(({ keyword, value, comment }) => [keyword, value, comment])} />}
        </Part>
        {columns.length > 0 ? (
          <Part title={`Columns (${columns.length})`} name={name}>
            {() => <Table label={`Columns of ${name}`} columns={["Name", "Format", "Unit", "Shape"]} rows={columns.map(({ name: column, format, unit, shape }) => [column, format, unit, shape?.join(" × ") ?? null])} />}
          </Part>
        ) : null}
        {rows !== null && rows > 0 ? (
          <Part title="First rows" name={name}>
            {() => <Rows productId={productId} index={index} name={name} />}
          </Part>
        ) : null}
      </div>
    </Panel>
  );
}

/** @param name of the HDU: several of these are on a page */
function Part({ title, name, children }: { title: string; name: string; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit font-medium text-accent">
        {title}
        <span className="sr-only"> of {name}</span>
      </summary>
      {open ? <div className="mt-2">{children()}</div> : null}
    </details>
  );
}

function Rows({ productId, index, name }: { productId: string; index: number; name: string }) {
  const query = useQuery(rowsOptions(productId, index));
  return (
    <LookFrame title={`Rows of ${name}`} query={query}>
      {({ rows, columns, moreColumns, first }) => (
        <>
          <Table label={`First rows of ${name}`} columns={columns.map((column) => `${column.name}${column.unit ? ` (${column.unit})` : ""}`)} rows={first} />
          <p className="mt-1 text-xs text-muted">
            {first.length < rows ? `The first ${first.length} of ${formatCountOf(rows, "row")}.` : `All of ${formatCountOf(rows, "row")}.`}
            {moreColumns > 0 ? ` ${formatCountOf(moreColumns, "further column")} not shown.` : ""}
          </p>
        </>
      )}
    </LookFrame>
  );
}

function Table({ label, columns, rows }: { label: string; columns: readonly string[]; rows: readonly (readonly Cell[])[] }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="max-h-96 overflow-auto rounded border border-line">
      <table className="w-full text-xs">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" className="sticky top-0 bg-raised px-2 py-1 text-left font-medium whitespace-nowrap text-muted">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className="figures border-t border-line px-2 py-0.5 align-top whitespace-nowrap">
                  {cell === null ? "–" : String(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
