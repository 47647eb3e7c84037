"use client";

import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";

interface FormDialogProps {
  /** With the name of the thing: `Give access to SIM-CRAB`. */
  readonly title: string;
  readonly children: ReactNode;
  readonly submit: string;
  readonly look?: "primary" | "danger";
  readonly isWorking: boolean;
  /** What the portal refused, above the buttons. */
  readonly failure?: ReactNode;
  /** Fields by name; called when the browser finds nothing missing. */
  readonly onSubmit: (fields: FormData) => void;
  readonly onClose: () => void;
}

/**
 * A form in a modal dialog: mount it to open it, unmount it to close it. The focus goes to its first field, and when
 * it closes, by whichever way, back to where it was. Escape closes it unless it is at work.
 */
export function FormDialog({ title, children, submit, look = "primary", isWorking, failure, onSubmit, onClose }: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  // Closed while it still is in the document: a dialog that is merely removed does not give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const send = (fields: FormData) => {
    if (!isWorking) onSubmit(fields);
  };

  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      // Closed by unmounting it: else a key pressed right after Escape would meet a dialog that is hidden but not gone.
      onCancel={(event) => {
        event.preventDefault();
        if (!isWorking) onClose();
      }}
      onClose={() => !dialog.current?.open && onClose()}
      className="max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-2rem))] overflow-auto rounded border border-line bg-panel p-5 text-ink backdrop:bg-[#0b1020]/60"
    >
      <Form noValidate={false} onSend={send}>
        <h2 id={id} className="text-base font-semibold break-words">
          {title}
        </h2>
        <div className="mt-3 flex flex-col gap-4 text-sm">{children}</div>
        {failure ? <div className="mt-4">{failure}</div> : null}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={onClose} disabled={isWorking}>
            Cancel
          </Button>
          <Button type="submit" look={look} disabled={isWorking}>
            {isWorking ? "One moment…" : submit}
          </Button>
        </div>
      </Form>
    </dialog>
  );
}
