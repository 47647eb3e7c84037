"use client";

import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRef, useState } from "react";

/** Fetched when the list is first opened: every page carries the top bar. */
const BasketChoices = dynamic(async () => (await import("@/components/basket/basket-choices")).BasketChoices);

/** Beside the count in the top bar: which basket is filled, and the others to change to. */
export function BasketSwitch({ name }: { name: string }) {
  const panel = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(false);
  const close = () => panel.current?.hidePopover();
  return (
    <>
      <button type="button" popoverTarget="basket-switch" aria-label={`Baskets: ${name} is filled`} title={name} className="-ml-2 inline-flex h-9 items-center gap-1 rounded px-1 text-xs text-muted hover:bg-raised hover:text-ink">
        <span className="max-w-28 truncate max-lg:sr-only">{name}</span>
        <ChevronDown size={14} aria-hidden />
      </button>
      <div
        ref={panel}
        id="basket-switch"
        popover="auto"
        onToggle={(event) => event.newState === "open" && setOpened(true)}
        className="top-[52px] right-auto bottom-auto left-4 m-0 w-72 max-w-[calc(100vw-2rem)] rounded border border-edge bg-panel p-2 text-sm text-ink sm:left-56"
      >
        {opened ? <BasketChoices onChosen={close} /> : null}
        <Link href="/basket" className="mt-1 flex h-9 items-center rounded border-t border-line px-2 text-accent hover:underline" onClick={close}>
          Make, rename, copy or delete baskets
        </Link>
      </div>
    </>
  );
}
