"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

/** Copies a text; its icon says that it worked. `what` names it: `Copy observation id`; `text` stands beside the icon. */
export function CopyButton({ value, what, text }: { value: string | (() => string); what: string; text?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const text = typeof value === "string" ? value : value();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Plain http on another host has no clipboard: show the text, so that it can be copied by hand.
      window.prompt(`Copy ${what}`, text);
    }
  };

  return (
    <button
      type="button"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      className="inline-flex h-6 min-w-6 shrink-0 gap-1 px-1 text-xs items-center justify-center rounded text-muted hover:bg-raised hover:text-ink"
      onClick={() => void copy()}
    >
      {copied ? <Check size={14} className="text-readable" aria-hidden /> : <Copy size={14} aria-hidden />}
      {text}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </button>
  );
}
