"use client";

import { type ReactNode, type RefObject, useId } from "react";
import { Button } from "@/components/ui/button";

interface AskDialogProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  /** The question with the name of the thing: `Stop the launch of 4 observations?` */
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
}

/** Asks once before something that can not be undone. Open it with `ref.current.showModal()`; Escape cancels. */
export function AskDialog({ ref, title, children, confirm, onConfirm }: AskDialogProps) {
  const id = useId();
  return (
    <dialog ref={ref} aria-labelledby={id} className="w-[min(28rem,calc(100vw-2rem))] rounded border border-line bg-panel p-5 text-ink backdrop:bg-[#0b1020]/60">
      <form method="dialog" onSubmit={(event) => (event.nativeEvent as SubmitEvent).submitter?.getAttribute("value") === "yes" && onConfirm()}>
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        <div className="mt-2 space-y-2 text-sm text-muted">{children}</div>
        <div className="mt-5 flex justify-end gap-2">
          <Button type="submit" value="no" autoFocus>
            Cancel
          </Button>
          <Button type="submit" value="yes" look="danger">
            {confirm}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
