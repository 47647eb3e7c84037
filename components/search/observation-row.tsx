"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { memo, type Ref } from "react";
import { AccessBadge } from "@/components/observation/access-badge";
import type { Column } from "@/components/search/columns";
import { Tick } from "@/components/ui/tick";
import type { Observation } from "@/lib/catalogue/schemas";

interface ObservationRowProps {
  readonly index: number;
  readonly observation: Observation;
  readonly picked: boolean;
  readonly onTick: (index: number, on: boolean, range: boolean) => void;
  readonly columns: readonly Column[];
  /** Chosen columns do not hide in narrow windows. */
  readonly isChosen: boolean;
  readonly measure?: Ref<HTMLTableRowElement>;
}

const inner = "px-2 py-1.5 max-sm:p-0";

/** One observation: a row, or on a phone a card. */
export const ObservationRow = memo(function ObservationRow({ index, observation, picked, onTick, columns, isChosen, measure }: ObservationRowProps) {
  return (
    <tr
      ref={measure}
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      className={`max-sm:grid max-sm:grid-cols-[auto_1fr_1fr] max-sm:gap-x-3 max-sm:rounded max-sm:border max-sm:border-line max-sm:p-3 sm:[&>td]:border-b sm:[&>td]:border-line ${picked ? "bg-accent-soft" : "bg-panel hover:bg-raised"}`}
    >
      <td role="cell" className="py-1.5 pl-3 max-sm:col-start-1 max-sm:row-span-4 max-sm:row-start-1 max-sm:p-0">
        <Tick label={`Select observation ${observation.id}`} className="max-sm:size-5" checked={picked} onTick={(on, range) => onTick(index, on, range)} />
      </td>
      <td role="cell" className={`${inner} whitespace-nowrap max-sm:col-start-2 max-sm:row-start-1`}>
        <Link href={`/observations/${observation.id}`} prefetch={false} title={observation.id} className="figures font-medium text-accent hover:underline">
          {observation.obsId}
        </Link>
        {observation.simulated ? (
          <span className="ml-1.5 rounded-[4px] border border-line px-1 text-xs text-muted" title="Simulated data">
            sim
          </span>
        ) : null}
        {observation.warnings.length > 0 ? (
          <span className="ml-1.5 inline-block align-[-2px] text-closed" title={observation.warnings.join("\n")}>
            <TriangleAlert size={14} aria-label={`${observation.warnings.length} warnings`} />
          </span>
        ) : null}
      </td>
      {columns.map((column) => (
        <td key={column.name} role="cell" className={`${inner} ${column.right ? "text-right" : ""} ${column.face ?? ""} ${isChosen ? "" : (column.hides ?? "")} ${column.card ?? (isChosen ? "max-sm:col-span-2 max-sm:col-start-2 max-sm:text-left" : "max-sm:hidden")}`}>
          {isChosen && !column.card ? <span className="font-sans tracking-normal text-muted sm:hidden">{column.title} </span> : null}
          {column.cell(observation)}
          {column.cardUnit ? <span className="text-muted sm:hidden">{column.cardUnit}</span> : null}
          {isChosen && !column.card && column.unit ? <span className="text-muted sm:hidden"> {column.unit}</span> : null}
        </td>
      ))}
      <td role="cell" className="py-1.5 pr-3 pl-2 max-sm:col-start-3 max-sm:row-start-1 max-sm:justify-self-end max-sm:p-0">
        <AccessBadge access={observation.access} />
      </td>
    </tr>
  );
});
