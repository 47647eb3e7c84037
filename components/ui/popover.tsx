"use client";

import { type ReactNode, useRef } from "react";

interface PopoverProps {
  readonly id: string;
  readonly label: ReactNode;
  /** The button's accessible name, where its face does not say it. */
  readonly name: string;
  readonly buttonClassName: string;
  readonly children: ReactNode;
}

/**
 * A button of the top bar with a panel below the bar, by the browser's own popover: it closes on Escape and on a click
 * elsewhere, and works before any script has run. A click on a link inside closes it too.
 */
export function Popover({ id, label, name, buttonClassName, children }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  return (
    <>
      <button type="button" aria-label={name} popoverTarget={id} className={buttonClassName}>
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className="top-[52px] right-3 bottom-auto left-auto m-0 w-64 rounded border border-edge bg-panel p-2 text-sm text-ink"
        onClick={(event) => {
          if ((event.target as HTMLElement).closest("a")) panel.current?.hidePopover();
        }}
      >
        {children}
      </div>
    </>
  );
}
