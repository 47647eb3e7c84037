"use client";

import { CircleCheck, CircleHelp, Lock, Trash2 } from "lucide-react";
import Link from "next/link";
import { stateText } from "@/components/basket/basket-words";
import type { Basket, BasketItem } from "@/lib/basket/schemas";
import { absent, formatDateTime, formatMegabytes, formatMinutes } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

interface BasketTableProps {
  readonly basket: Basket;
  readonly remove: (items: readonly BasketItem[]) => void;
  readonly busy: boolean;
}

/** The items with their state now. Gone ones stay, by the id saved, until their owner takes them out. */
export function BasketTable({ basket, remove, busy }: BasketTableProps) {
  return (
    <table role="table" aria-label="Basket" className="w-full rounded text-sm max-sm:block">
      <thead role="rowgroup" className="max-sm:hidden">
        <tr role="row" className="text-xs text-muted [&>th]:border-b [&>th]:border-edge [&>th]:px-2 [&>th]:py-2 [&>th]:text-left [&>th]:font-medium [&>th]:whitespace-nowrap">
          <th role="columnheader" scope="col">
            Item
          </th>
          <th role="columnheader" scope="col">
            Target
          </th>
          <th role="columnheader" scope="col" className="max-md:hidden">
            Project
          </th>
          <th role="columnheader" scope="col" className="max-lg:hidden">
            Start (UTC)
          </th>
          <th role="columnheader" scope="col" className="!text-right">
            Livetime (min)
          </th>
          <th role="columnheader" scope="col" className="!text-right">
            Size (MB)
          </th>
          <th role="columnheader" scope="col">
            Now
          </th>
          <th role="columnheader" scope="col">
            <span className="sr-only">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-sm:flex max-sm:flex-col max-sm:gap-2">
        {basket.items.map((item) => (
          <BasketRow key={item.id} item={item} remove={() => remove([item])} busy={busy} />
        ))}
      </tbody>
    </table>
  );
}

function BasketRow({ item, remove, busy }: { item: BasketItem; remove: () => void; busy: boolean }) {
  const cell = "px-2 py-1.5 max-sm:p-0";
  return (
    <tr
      role="row"
      className="bg-panel hover:bg-raised max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-3 max-sm:gap-y-0.5 max-sm:rounded max-sm:border max-sm:border-line max-sm:p-3 sm:[&>td]:border-b sm:[&>td]:border-line"
    >
      <td role="cell" className={`${cell} min-w-0`}>
        <ItemName item={item} />
        {item.kind === "observation" && item.state !== "gone" && !item.withIrfs ? <span className="block text-xs text-closed">without its IRFs</span> : null}
        {item.newerRelease ? <span className="block text-xs text-closed">a newer release exists; this basket keeps the one it chose</span> : null}
      </td>
      <td role="cell" className={`${cell} max-w-44 truncate max-sm:row-start-2 max-sm:font-medium`}>
        {item.targetName ?? (item.kind === "product" ? item.title : absent)}
      </td>
      <td role="cell" className={`${cell} whitespace-nowrap text-muted max-md:hidden`}>
        {item.projectCode ?? absent}
      </td>
      <td role="cell" className={`${cell} figures whitespace-nowrap max-lg:hidden`}>
        {item.startMjd === null ? absent : formatDateTime(mjdToIso(item.startMjd)).slice(0, 16)}
      </td>
      <td role="cell" className={`${cell} figures text-right max-sm:row-start-3 max-sm:text-left`}>
        {formatMinutes(item.livetimeSec)}
        <span className="text-muted sm:hidden"> min</span>
      </td>
      <td role="cell" className={`${cell} figures text-right max-sm:row-start-3`}>
        {formatMegabytes(item.sizeBytes)}
        <span className="text-muted sm:hidden"> MB</span>
      </td>
      <td role="cell" className={`${cell} max-sm:row-start-2 max-sm:justify-self-end`}>
        <StateBadge item={item} />
      </td>
      <td role="cell" className={`${cell} text-right max-sm:row-start-1 max-sm:col-start-2`}>
        <button
          type="button"
          aria-label={`Remove ${item.id}`}
          title={`Remove ${item.id}`}
          disabled={busy}
          className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-canvas hover:text-failed disabled:opacity-50"
          onClick={remove}
        >
          <Trash2 size={14} aria-hidden />
        </button>
      </td>
    </tr>
  );
}

function ItemName({ item }: { item: BasketItem }) {
  const text = <span className="figures break-all">{item.id}</span>;
  if (item.kind === "product" || item.state === "gone") return text;
  return (
    <Link href={`/observations/${item.id}`} prefetch={false} className="font-medium text-accent hover:underline">
      {text}
    </Link>
  );
}

const looks = {
  readable: { ink: "text-readable", Icon: CircleCheck },
  closed: { ink: "text-closed", Icon: Lock },
  gone: { ink: "text-muted", Icon: CircleHelp },
} as const;

function StateBadge({ item }: { item: BasketItem }) {
  const { ink, Icon } = looks[item.state];
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap ${ink}`} title={item.state === "gone" ? "Deleted, or no longer visible to you" : undefined}>
      <Icon size={14} aria-hidden /> {stateText(item)}
    </span>
  );
}
