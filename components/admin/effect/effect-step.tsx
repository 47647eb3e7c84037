"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { makeChange, managerKeys, whatIfOptions } from "@/components/admin/api/queries";
import { ApplyForm } from "@/components/admin/effect/apply-form";
import { EffectView } from "@/components/admin/effect/effect-view";
import { hasMoved, MovedMessage } from "@/components/admin/effect/moved";
import { Failure } from "@/components/api/failure";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { Change, Effect, EmbargoChange } from "@/lib/embargo/changes/schemas";

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
            {apply.isError && hasMoved(apply.error) ? <MovedMessage /> : null}
            <EffectView effect={whatIf.data} />
            <ApplyForm effect={whatIf.data} reason={reason} onReason={setReason} isWorking={apply.isPending || whatIf.isFetching} onApply={() => apply.mutate(whatIf.data)} />
            {apply.isError && !hasMoved(apply.error) ? <Failure what="Nothing was changed" error={apply.error} retry={() => apply.mutate(whatIf.data)} retrying={apply.isPending} /> : null}
          </div>
        ) : null}
      </Panel>
    </div>
  );
}
