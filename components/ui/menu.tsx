"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";

interface MenuProps {
  readonly label: ReactNode;
  readonly active?: boolean;
  /** As high as the buttons that it stands beside. */
  readonly size?: "normal" | "small";
  /** Opens by itself, e.g. to show a field that could not be read. */
  readonly open?: boolean;
  /** Which edge of the button the panel keeps to: the right one where the button stands at the right of the page. */
  readonly align?: "left" | "right";
  /** What is in it is drawn, and fetched, when somebody looks. */
  readonly isLate?: boolean;
  readonly children: ReactNode;
}

/** A button with a small panel below it. Of one group only one is open; Escape and a click elsewhere close it. */
export function Menu({ label, active = false, size = "small", open = false, align = "left", isLate = false, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const [wasOpened, setWasOpened] = useState(false);

  useEffect(() => {
    if (details.current && open) details.current.open = true;
    // Somebody may have opened it before this ran.
    if (details.current?.open) setWasOpened(true);
  }, [open]);

  useEffect(() => {
    const close = (event: Event) => {
      const element = details.current;
      if (!element?.open) return;
      if (event instanceof KeyboardEvent) {
        // What is inside may have taken the key for itself.
        if (event.key !== "Escape" || event.defaultPrevented) return;
        if (element.contains(document.activeElement)) element.querySelector("summary")?.focus();
      } else if (element.contains(event.target as Node)) return;
      element.open = false;
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, []);

  return (
    <details ref={details} name="menu" className="group sm:relative" onToggle={(event) => event.currentTarget.open && setWasOpened(true)}>
      <summary
        className={`inline-flex ${size === "normal" ? "h-9" : "h-8"} list-none items-center gap-1 rounded border px-2.5 text-sm whitespace-nowrap select-none hover:bg-raised ${active ? "border-accent font-medium text-accent-strong" : "border-line text-ink"}`}
      >
        {label}
        <ChevronDown size={14} className="text-muted group-open:rotate-180" aria-hidden />
      </summary>
      <div className={`absolute z-20 mt-1 flex w-72 flex-col gap-3 rounded border border-edge bg-panel p-3 max-sm:inset-x-4 max-sm:w-auto ${align === "right" ? "sm:right-0" : ""}`}>{isLate && !wasOpened ? null : children}</div>
    </details>
  );
}
