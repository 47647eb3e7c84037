"use client";

import { Download } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useId, useRef, useState } from "react";
import type { TakePicture } from "@/components/plots/drawing";
import type { FigureSpec, TableCell } from "@/components/plots/figure-spec";
import { csvOf, save } from "@/components/plots/save";
import { Button } from "@/components/ui/button";
import { Loading } from "@/components/ui/skeleton";

const Drawing = dynamic(() => import("@/components/plots/drawing"), { ssr: false, loading: () => <div className="flex h-80 items-center justify-center"><Loading what="the drawing" /></div> });

/** Rows that the page shows; the CSV has all. */
const SHOWN_ROWS = 200;

/** A figure with what it shows in words, its numbers as a table, and both to take along. */
export function Figure({ spec }: { spec: FigureSpec }) {
  const id = useId();
  const take = useRef<TakePicture | null>(null);
  const [ready, setReady] = useState(false);
  const onReady = useCallback((picture: TakePicture) => {
    take.current = picture;
    setReady(true);
  }, []);
  return (
    <figure aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`} className="min-w-0 rounded border border-line bg-panel p-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h3 id={`${id}-title`} className="text-sm font-semibold">
          {spec.title}
        </h3>
        <span className="flex gap-1">
          <Button size="small" disabled={!ready} aria-label={`PNG of ${spec.title}`} onClick={() => void take.current?.().then((picture) => save(picture, `${spec.fileName}.png`))}>
            <Download size={14} aria-hidden /> PNG
          </Button>
          <Button size="small" aria-label={`CSV of ${spec.title}`} onClick={() => save(new Blob([csvOf(spec.table)], { type: "text/csv" }), `${spec.fileName}.csv`)}>
            <Download size={14} aria-hidden /> CSV
          </Button>
        </span>
      </div>
      <figcaption id={`${id}-summary`} className="mt-1 text-xs text-muted">
        {spec.summary}
      </figcaption>
      <Drawing spec={spec} onReady={onReady} />
      <Numbers table={spec.table} title={spec.title} />
    </figure>
  );
}

function Numbers({ table: { columns, rows }, title }: { table: FigureSpec["table"]; title: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-2 text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit font-medium text-accent">Numbers of this figure</summary>
      {open ? (
        <div role="region" aria-label={`Numbers: ${title}`} tabIndex={0} className="mt-2 max-h-64 overflow-auto rounded border border-line">
          <table className="w-full">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className="sticky top-0 bg-raised px-2 py-1 text-right font-medium whitespace-nowrap text-muted">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN_ROWS).map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column} className="figures border-t border-line px-2 py-0.5 text-right whitespace-nowrap">
                      {cellText(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {open && rows.length > SHOWN_ROWS ? <p className="mt-1 text-muted">The first {SHOWN_ROWS} of {rows.length} rows; the CSV has all.</p> : null}
    </details>
  );
}

function cellText(cell: TableCell): string {
  if (cell === null) return "–";
  return typeof cell === "number" ? String(Number(cell.toPrecision(6))) : cell;
}
