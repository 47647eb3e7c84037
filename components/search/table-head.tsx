"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import type { Column } from "@/components/search/columns";
import { Tick } from "@/components/ui/tick";

interface TableHeadProps {
  readonly sort: string;
  readonly onSort: (sort: string | undefined) => void;
  readonly state: "all" | "some" | "none";
  readonly onTickPage: (on: boolean) => void;
  readonly columns: readonly Column[];
  readonly isChosen: boolean;
  readonly withPosition: boolean;
}

/** Column heads with units; those of sortable columns are buttons that turn the order around. */
export function TableHead({ sort, onSort, state, onTickPage, columns, isChosen, withPosition }: TableHeadProps) {
  const sortable = { sort, onSort };
  return (
    <thead role="rowgroup" className="max-sm:hidden">
      <tr role="row" className="text-xs text-muted [&>th]:sticky [&>th]:top-12 [&>th]:z-10 [&>th]:border-b [&>th]:border-edge [&>th]:bg-canvas">
        <th role="columnheader" scope="col" className="w-9 py-2 pl-3 text-left">
          <PageCheckbox state={state} onTickPage={onTickPage} />
        </th>
        <SortHead name="obsId" {...sortable}>
          Obs id
        </SortHead>
        {columns.map((column) => {
          const heading = (
            <>
              {column.title} {column.unit ? <Unit>{column.unit}</Unit> : null}
            </>
          );
          const className = isChosen ? "" : (column.hides ?? "");
          const isSortable = column.sort && (column.name !== "offset" || withPosition);
          return isSortable ? (
            <SortHead key={column.name} name={column.sort!} right={column.right} className={className} {...sortable}>
              {heading}
            </SortHead>
          ) : (
            <Head key={column.name} right={column.right} className={className}>
              {heading}
            </Head>
          );
        })}
        <Head>Access</Head>
      </tr>
    </thead>
  );
}

/** Ticks or unticks the rows on view; a dash says that some are ticked. */
export function PageCheckbox({ state, onTickPage }: Pick<TableHeadProps, "state" | "onTickPage">) {
  return <Tick label="Select all on this page" checked={state === "all"} some={state === "some"} onTick={onTickPage} />;
}

function Unit({ children }: { children: ReactNode }) {
  return <span className="font-normal">({children})</span>;
}

function Head({ children, right = false, className = "" }: { children: ReactNode; right?: boolean; className?: string }) {
  return (
    <th role="columnheader" scope="col" className={`px-2 py-2 font-medium whitespace-nowrap ${right ? "text-right" : "text-left"} ${className}`}>
      {children}
    </th>
  );
}

interface SortHeadProps extends Pick<TableHeadProps, "sort" | "onSort"> {
  readonly name: string;
  readonly children: ReactNode;
  readonly right?: boolean;
  readonly className?: string;
}

function SortHead({ name, sort, onSort, children, right = false, className = "" }: SortHeadProps) {
  const order = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
  return (
    <th role="columnheader" scope="col" aria-sort={order} className={`px-2 py-1 whitespace-nowrap ${right ? "text-right" : "text-left"} ${className}`}>
      <button
        type="button"
        className={`-mx-1 inline-flex h-7 items-center gap-1 rounded px-1 font-medium hover:bg-raised hover:text-ink ${order === "none" ? "" : "text-ink"}`}
        onClick={() => onSort(order === "ascending" ? `-${name}` : name)}
      >
        {children}
        {order === "ascending" ? <ArrowUp size={12} aria-hidden /> : order === "descending" ? <ArrowDown size={12} aria-hidden /> : null}
      </button>
    </th>
  );
}
