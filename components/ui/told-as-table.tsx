"use client";

import { type ReactNode, useState } from "react";

/** A drawing's numbers below it, made only when somebody opens them. `what` is the drawing, with a capital: 'Map'. */
export function ToldAsTable({ what, children }: { what: string; children: () => ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="border-t border-line text-sm" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="px-3 py-1.5 text-xs text-muted hover:text-ink">The {what.toLowerCase()} as a table</summary>
      {isOpen ? (
        <div className="max-h-72 overflow-auto px-3 pb-3" tabIndex={0} role="region" aria-label={`${what} as a table`}>
          {children()}
        </div>
      ) : null}
    </details>
  );
}
