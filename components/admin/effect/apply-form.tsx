"use client";

import { useRef, useState } from "react";
import { publicQuestion } from "@/components/admin/effect/effect-words";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { TextAreaField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import type { Effect } from "@/lib/embargo/changes/schemas";

interface ApplyFormProps {
  readonly effect: Effect;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly isWorking: boolean;
  readonly onApply: () => void;
}

const leastReason = 3;
const reasonNeeded = "Say why: it stays with the change.";

/** Why, and the doing of it. What opens to the public asks once more, since it can not be undone. */
export function ApplyForm({ effect, reason, onReason, isWorking, onApply }: ApplyFormProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const question = effect.needsSecondManager ? null : publicQuestion(effect);

  const submit = () => {
    const isReason = reason.trim().length >= leastReason;
    setError(isReason ? null : reasonNeeded);
    if (!isReason) return;
    if (question) dialog.current?.showModal();
    else onApply();
  };

  return (
    <>
      <Form onSend={submit} className="flex flex-col gap-3 border-t border-line pt-4">
        <TextAreaField label="Reason" className="max-w-2xl" hint="Kept with the change and in the audit." value={reason} error={error} maxLength={2000} onChange={(event) => onReason(event.target.value)} />
        <div>
          <Button type="submit" look="primary" disabled={isWorking}>
            {isWorking ? "One moment…" : effect.needsSecondManager ? "Propose to a second manager" : "Apply"}
          </Button>
        </div>
      </Form>
      {/* A form of its own, and none in the other. */}
      <AskDialog ref={dialog} title={question ?? ""} confirm="Open to the public" onConfirm={onApply}>
        <p>It can not be undone: whoever fetches the files then has them. Afterwards only a hold closes them again.</p>
      </AskDialog>
    </>
  );
}
