"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { importClocks, managerKeys } from "@/components/admin/api/queries";
import { FaultTable } from "@/components/admin/csv/fault-table";
import { ApplyForm } from "@/components/admin/effect/apply-form";
import { EffectView } from "@/components/admin/effect/effect-view";
import { hasMoved, MovedMessage } from "@/components/admin/effect/moved";
import { Failure } from "@/components/api/failure";
import { asProblem } from "@/components/api/problem";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Message } from "@/components/ui/message";
import { useNotify } from "@/components/ui/notices";
import { Panel } from "@/components/ui/panel";
import type { Effect } from "@/lib/embargo/changes/schemas";
import { formatCount, formatCountOf } from "@/lib/units/format";

const isFaulty = (error: unknown) => asProblem(error).slug === "faulty-file";

interface Chosen {
  readonly name: string;
  readonly text: string;
}

/** A file of clocks: checked first, with its faults or its effect; then applied whole. */
export function ImportPanel() {
  const router = useRouter();
  const notify = useNotify();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const check = useMutation({ mutationFn: (file: Chosen) => importClocks(file.text, null) });
  const apply = useMutation({
    mutationFn: ({ file, effect }: { file: Chosen; effect: Effect }) => importClocks(file.text, { reason: reason.trim(), expect: effect.digest }),
    onSuccess: async ({ change }) => {
      await queries.invalidateQueries({ queryKey: managerKeys.all, refetchType: "none" });
      if (!change) return;
      notify({ text: change.state === "waiting" ? "Proposed. Another manager has to approve it." : "Applied." });
      router.push(`/admin/embargo/changes/${change.id}`);
    },
    onError: (failure, { file }) => {
      // The file is looked at again: for what it does by now, or for what is wrong with it by now.
      if (hasMoved(failure) || isFaulty(failure)) check.mutate(file);
    },
  });

  const choose = async (file: File | undefined) => {
    check.reset();
    apply.reset();
    setError(null);
    setChosen(file ? { name: file.name, text: await file.text() } : null);
  };

  const submit = () => {
    setError(chosen ? null : "Choose a CSV file first.");
    apply.reset();
    if (chosen) check.mutate(chosen);
  };

  const found = check.data;
  const faults = found?.faults ?? [];
  return (
    <Panel title="Import">
      <Form isHeldInState onSend={submit} className="flex flex-wrap items-start gap-3">
        <TextField label="CSV file" type="file" accept=".csv,text/csv" className="w-full max-w-md [&_input]:h-9 [&_input]:p-1 [&_input]:file:mr-3 [&_input]:file:h-6.5 [&_input]:file:cursor-pointer [&_input]:file:rounded-[4px] [&_input]:file:border-0 [&_input]:file:bg-raised [&_input]:file:px-2 [&_input]:file:font-medium [&_input]:file:text-ink" error={error} onChange={(event) => void choose(event.target.files?.[0])} />
        <Button type="submit" look="primary" className="mt-5" disabled={check.isPending}>
          {check.isPending ? "Checking…" : "Check the file"}
        </Button>
        <p className="mt-7 text-xs text-muted">Changes nothing yet.</p>
      </Form>
      <div className="mt-4 flex flex-col gap-5 empty:hidden">
        {check.isError ? <Failure what="The file could not be checked" error={check.error} retry={chosen ? () => check.mutate(chosen) : undefined} retrying={check.isPending} /> : null}
        {found && faults.length > 0 ? <FaultTable faults={faults} lineCount={found.lineCount} /> : null}
        {found && faults.length === 0 && !found.effect ? (
          <Message look="note" role="status" title="The file says nothing new">
            <p>{formatCountOf(found.lineCount, "line")}, each as it stands already.</p>
          </Message>
        ) : null}
        {apply.isError && hasMoved(apply.error) ? <MovedMessage /> : null}
        {found?.effect && chosen && faults.length === 0 ? (
          <section aria-label="What the file does" className="flex flex-col gap-5">
            <p className="text-sm text-muted">
              {formatCountOf(found.lineCount, "line")}, of which {formatCount(found.changedCount)} {found.changedCount === 1 ? "says" : "say"} something new.
            </p>
            <EffectView effect={found.effect} />
            <ApplyForm effect={found.effect} reason={reason} onReason={setReason} isWorking={apply.isPending || check.isPending} onApply={() => apply.mutate({ file: chosen, effect: found.effect! })} />
          </section>
        ) : null}
        {apply.isError && !hasMoved(apply.error) && !isFaulty(apply.error) ? <Failure what="Nothing was changed" error={apply.error} /> : null}
      </div>
    </Panel>
  );
}
