"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type Dispatch, type KeyboardEvent, type RefObject, type SetStateAction, useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Column } from "@/components/search/columns";
import { ObservationRow } from "@/components/search/observation-row";
import { isPicked, type Selection } from "@/components/search/selection";
import { rowStep } from "@/components/ui/row-keys";
import type { Observation } from "@/lib/catalogue/schemas";

interface VirtualRowsProps {
  readonly observations: readonly Observation[];
  readonly columns: readonly Column[];
  readonly isChosen: boolean;
  readonly selection: Selection;
  readonly tick: (index: number, on: boolean, range: boolean) => void;
  readonly stale: boolean;
}

const [CARD_PX, CARD_GAP_PX] = [122, 8];
/** Until the first row has been measured. */
const ROW_PX = 33;

/**
 * The rows in the window, of thousands, and as much empty space as the others would take. Rows keep their numbers for a
 * screen reader, and arrow keys go on beyond the window's edge.
 */
export function VirtualRows({ observations, columns, isChosen, selection, tick, stale }: VirtualRowsProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [{ top, rowPx, isCards }, setShape] = useState<TableShape>({ top: 0, rowPx: ROW_PX, isCards: false });
  // Functions that stay the same: with new ones the library would lay out all ten thousand rows for each frame.
  const estimateSize = useCallback(() => (isCards ? CARD_PX : rowPx), [isCards, rowPx]);
  const getItemKey = useCallback((index: number) => observations[index]!.id, [observations]);
  const rows = useWindowVirtualizer({
    count: observations.length,
    estimateSize,
    gap: isCards ? CARD_GAP_PX : 0,
    overscan: 15,
    scrollMargin: top,
    getItemKey,
  });
  const shown = rows.getVirtualItems();
  useTableShape(body, columns, shown.length > 0, setShape);
  const before = shown.length > 0 ? shown[0]!.start - top : 0;
  const after = shown.length > 0 ? rows.getTotalSize() - (shown.at(-1)!.end - top) : 0;

  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const index = Number((event.target as HTMLElement).closest("tr")?.dataset["index"] ?? NaN);
    const next = Number.isNaN(index) ? null : rowStep(event.key, index, observations.length - 1);
    if (next === null) return;
    event.preventDefault();
    const focus = () => {
      const box = body.current?.querySelector<HTMLInputElement>(`tr[data-index="${next}"] input[type="checkbox"]`);
      box?.focus({ preventScroll: true });
      return Boolean(box);
    };
    rows.scrollToIndex(next, { align: "auto" });
    // A row beyond the window is drawn after the scrolling.
    if (!focus()) requestAnimationFrame(() => focus() || requestAnimationFrame(focus));
  };

  return (
    <tbody ref={body} role="rowgroup" inert={stale} className="max-sm:flex max-sm:flex-col max-sm:gap-2 sm:[&_td]:overflow-hidden" onKeyDown={onKeyDown}>
      <Space heightPx={before} />
      {shown.map(({ index, key }) => (
        <ObservationRow key={key} measure={isCards ? rows.measureElement : undefined} index={index} observation={observations[index]!} picked={isPicked(selection, observations[index]!.id)} onTick={tick} columns={columns} isChosen={isChosen} />
      ))}
      <Space heightPx={after} />
    </tbody>
  );
}

function Space({ heightPx }: { heightPx: number }) {
  return heightPx > 0 ? <tr role="presentation" aria-hidden style={{ height: heightPx }} className="max-sm:block" /> : null;
}

interface TableShape {
  /** Where the rows begin on the page. */
  readonly top: number;
  /** All rows of a table are equally high; cards are measured one by one. */
  readonly rowPx: number;
  readonly isCards: boolean;
}

/**
 * Holds the columns at the widths that the first rows gave them, since a table that fits its columns to the rows that
 * are there would shake while they come and go (once there are rows); and tells where the rows are and how high.
 */
function useTableShape(body: RefObject<HTMLTableSectionElement | null>, columns: readonly Column[], hasRows: boolean, setShape: Dispatch<SetStateAction<TableShape>>): void {
  useLayoutEffect(() => {
    const table = body.current?.closest("table");
    if (!table || !hasRows) return;
    const heads = () => [...table.querySelectorAll("th")];
    const topOf = () => Math.round(body.current!.getBoundingClientRect().top + window.scrollY);
    const release = () => {
      table.style.tableLayout = "";
      for (const head of heads()) head.style.width = "";
    };
    const hold = () => {
      release();
      const widths = heads().map((head) => head.offsetWidth);
      const isCards = widths.every((width) => width === 0);
      const rowPx = body.current!.querySelector("tr[data-index]")?.getBoundingClientRect().height ?? ROW_PX;
      setShape({ top: topOf(), rowPx: isCards ? ROW_PX : rowPx, isCards });
      if (isCards) return;
      heads().forEach((head, i) => (head.style.width = `${widths[i]}px`));
      table.style.tableLayout = "fixed";
    };
    hold();
    window.addEventListener("resize", hold);
    // Something above may open or close: the map, a message.
    const above = new ResizeObserver(() => setShape((now) => (now.top === topOf() ? now : { ...now, top: topOf() })));
    above.observe(table.parentElement!);
    return () => {
      window.removeEventListener("resize", hold);
      above.disconnect();
      release();
    };
  }, [body, columns, hasRows, setShape]);
}
