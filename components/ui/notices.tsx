"use client";

import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";

export interface Notice {
  readonly text: ReactNode;
  readonly tone?: "done" | "failed";
  /** One thing one can do about it: undo, sign in, go there. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const NoticesContext = createContext<(notice: Notice) => void>(() => undefined);
const shownMs = 10_000;

/** Says that something happened, to eyes and to screen readers, where the next thing is often 'undo'. */
export const useNotify = () => useContext(NoticesContext);

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([]);
  const nextId = useRef(1);
  const dismiss = useCallback((id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  const notify = useMemo(
    () => (notice: Notice) => {
      const id = nextId.current++;
      setShown((all) => [...all.slice(-2), { ...notice, id }]);
      if (notice.tone !== "failed") setTimeout(() => dismiss(id), shownMs);
    },
    [dismiss],
  );

  return (
    <NoticesContext value={notify}>
      {children}
      <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-4 top-14 z-40 flex flex-col items-center gap-2 lg:top-1.5">
        {shown.map(({ id, text, tone, action }) => (
          <div
            key={id}
            className={`pointer-events-auto flex max-w-xl items-center gap-3 rounded border bg-panel py-1.5 pr-1.5 pl-4 text-sm ${tone === "failed" ? "border-failed" : "border-edge"}`}
          >
            <span className="min-w-0 break-words">{text}</span>
            {action ? (
              <Button
                size="small"
                look="plain"
                onClick={() => {
                  dismiss(id);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            ) : null}
            <button type="button" aria-label="Dismiss" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={() => dismiss(id)}>
              <X size={14} aria-hidden />
            </button>
          </div>
        ))}
      </div>
    </NoticesContext>
  );
}
