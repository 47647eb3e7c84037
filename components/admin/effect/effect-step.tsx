"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { makeChange, managerKeys, whatIfOptions } from "@/components/admin/api/queries";
import { EffectView } from "@/components/admin/effect/effect-view";
import { publicQuestion } from "@/components/admin/effect/effect-words";
import { Failure } from "@/components/api/failure";
import { AskDialog } from "@/components/ui/ask-dialog";
import { Button } from "@/components/ui/button";
import { TextAreaField } from "@/components/ui/field";
import { Message } from "@/components/ui/message";
import { Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import { asProblem } from "@/components/api/problem";
import type { Change, Effect, EmbargoChange } from "@/lib/embargo/changes/schemas";

/** Whether the portal refused since the change would do something else by now than what was looked at. */
export const hasMoved = (error: unknown) => asProblem(error).slug === "effect-changed";

interface EffectStepProps {
  readonly change: Change;
  readonly onDone: (made: EmbargoChange) => void;
}

/**
 * What a change does, worked out by the database; then why, and the doing of it. When the world has moved since, nothing
 * is applied: the effect is shown anew, and the reason stays written.
 */
export function EffectStep({ change, onDone }: EffectStepProps) {
  const queries = useQueryClient();
  const whatIf = useQuery(whatIfOptions(change));
  const frame = useRef<HTMLDivElement>(null);
  const [reason, setReason] = useState("");
  const apply = useMutation({
    mutationFn: (effect: Effect) => makeChange({ change, reason: reason.trim(), expect: effect.digest }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: managerKeys.all, refetchType: "none" });
      onDone(made);
    },
    onError: (error) => {
      if (!hasMoved(error)) return;
      void whatIf.refetch();
      frame.current?.focus();
    },
  });

  // The eyes and the screen reader go on where the answer appears.
  useEffect(() => frame.current?.focus(), []);

  return (
    <div ref={frame} tabIndex={-1} className="scroll-mt-16 outline-none">
      <Panel
        title="What it does"
        aside={
          whatIf.data ? (
            <Button size="small" onClick={() => void whatIf.refetch()} disabled={whatIf.isFetching}>
              <RotateCcw size={14} aria-hidden /> {whatIf.isFetching ? "Working it out…" : "Work it out again"}
            </Button>
          ) : null
        }
      >
        {whatIf.isPending ? (
          <div className="flex flex-col gap-3">
            <Loading what="the effect" />
            <Bar className="w-3/4" />
            <Bar className="w-1/2" />
          </div>
        ) : null}
        {whatIf.isError ? <Failure what="The effect could not be worked out" error={whatIf.error} retry={() => void whatIf.refetch()} retrying={whatIf.isFetching} /> : null}
        {whatIf.data ? (
          <div className={`flex flex-col gap-5 ${whatIf.isFetching ? "opacity-60" : ""}`} aria-busy={whatIf.isFetching}>
            {apply.isError && hasMoved(apply.error) ? (
              <Message look="warning" role="alert" title="The world has moved since you looked. Nothing was changed.">
                <p>This is what the change does now. Look again, then apply it.</p>
              </Message>
            ) : null}
            <EffectView effect={whatIf.data} />
            <ApplyForm effect={whatIf.data} reason={reason} onReason={setReason} isWorking={apply.isPending || whatIf.isFetching} onApply={() => apply.mutate(whatIf.data)} />
            {apply.isError && !hasMoved(apply.error) ? <Failure what="Nothing was changed" error={apply.error} retry={() => apply.mutate(whatIf.data)} retrying={apply.isPending} /> : null}
          </div>
        ) : null}
      </Panel>
    </div>
  );
}

interface ApplyFormProps {
  readonly effect: Effect;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly isWorking: boolean;
  readonly onApply: () => void;
}

const leastReason = 3;
const reasonNeeded = "Say why: it stays with the change.";

function ApplyForm({ effect, reason, onReason, isWorking, onApply }: ApplyFormProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string | null>(null);
  const question = effect.needsSecondManager ? null : publicQuestion(effect);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isReason = reason.trim().length >= leastReason;
    setError(isReason ? null : reasonNeeded);
    if (!isReason) return;
    if (question) dialog.current?.showModal();
    else onApply();
  };

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3 border-t border-line pt-4">
      <TextAreaField label="Reason" className="max-w-2xl" hint="Kept with the change and in the audit; the project’s PI can read it." value={reason} error={error} maxLength={2000} onChange={(event) => onReason(event.target.value)} />
      <div>
        <Button type="submit" look="primary" disabled={isWorking}>
          {isWorking ? "One moment…" : effect.needsSecondManager ? "Propose to a second manager" : "Apply"}
        </Button>
      </div>
      <AskDialog ref={dialog} title={question ?? ""} confirm="Open to the public" onConfirm={onApply}>
        <p>It can not be undone: whoever fetches the files then has them. Afterwards only a hold closes them again.</p>
      </AskDialog>
    </form>
  );
}
