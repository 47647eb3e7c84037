"use client";

import { Circle, CircleCheck, CircleStop, CircleX, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import type { Step } from "@/components/launch/steps";
import { formatDuration } from "@/lib/units/format";

const icons = {
  waiting: { Icon: Circle, ink: "text-muted", word: "to come" },
  doing: { Icon: LoaderCircle, ink: "text-accent", word: "in progress" },
  done: { Icon: CircleCheck, ink: "text-readable", word: "done" },
  failed: { Icon: CircleX, ink: "text-failed", word: "failed" },
  stopped: { Icon: CircleStop, ink: "text-muted", word: "stopped" },
} as const;

/** The steps of a launch with what each took; the running one counts its seconds. */
export function StepList({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="px-4 py-2">
      {steps.map((step) => {
        const { Icon, ink, word } = icons[step.state];
        return (
          <li key={step.name} className={`flex items-center gap-3 border-b border-line py-2 text-sm last:border-0 ${step.state === "waiting" ? "text-muted" : ""}`}>
            <Icon size={16} className={`shrink-0 ${ink} ${step.state === "doing" ? "animate-spin" : ""}`} aria-label={word} />
            <span className="min-w-0 flex-1 break-words">{step.text}</span>
            <span className="figures text-xs text-muted">
              {step.state === "doing" && step.since ? <Elapsed since={step.since} /> : step.tookSec === null ? null : formatDuration(step.tookSec)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Seconds since an instant, counted from when the browser first showed it, so that two clocks need not agree. */
function Elapsed({ since }: { since: string }) {
  const [shown, setShown] = useState<{ since: string; fromMs: number; nowMs: number } | null>(null);
  useEffect(() => {
    const fromMs = Date.now();
    const timer = setInterval(() => setShown({ since, fromMs, nowMs: Date.now() }), 1000);
    return () => clearInterval(timer);
  }, [since]);
  if (shown?.since !== since) return null;
  return <>{Math.round((shown.nowMs - shown.fromMs) / 1000)} s</>;
}
