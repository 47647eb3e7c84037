"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { decideChange, managerKeys, type Verdict } from "@/components/admin/api/queries";
import { FormDialog } from "@/components/embargo/form-dialog";
import { TextAreaField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import { Failure } from "@/components/api/failure";
import { Message } from "@/components/ui/message";
import { asProblem } from "@/components/api/problem";
import type { EmbargoChange } from "@/lib/embargo/changes/schemas";

const words: Record<Verdict, { readonly title: string; readonly submit: string; readonly done: string; readonly failed: string }> = {
  approve: { title: "Approve", submit: "Approve and apply", done: "Approved and applied.", failed: "It was not approved" },
  refuse: { title: "Refuse", submit: "Refuse", done: "Refused. Nothing was changed.", failed: "It was not refused" },
  withdraw: { title: "Withdraw", submit: "Withdraw", done: "Withdrawn. Nothing was changed.", failed: "It was not withdrawn" },
  undo: { title: "Undo", submit: "Undo", done: "Undone: what stood there before holds again.", failed: "It was not undone" },
};

interface VerdictDialogProps {
  readonly verdict: Verdict;
  readonly change: EmbargoChange;
  /** The change's title, which names the thing. */
  readonly name: string;
  /** Digest of the effect that the manager has seen, for an approval. */
  readonly expect?: string;
  readonly children?: ReactNode;
  readonly onClose: () => void;
  readonly onRefused?: (error: unknown) => void;
}

/** Asks why, and decides. What stands in the way is said in the dialog; the reason stays written. */
export function VerdictDialog({ verdict, change, name, expect, children, onClose, onRefused }: VerdictDialogProps) {
  const queries = useQueryClient();
  const notify = useNotify();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const decide = useMutation({
    mutationFn: () => decideChange(change.id, verdict, { reason: reason.trim(), ...(expect ? { expect } : {}) }),
    onSuccess: async (decided) => {
      queries.setQueryData(managerKeys.change(change.id), decided);
      notify({ text: words[verdict].done });
      onClose();
      await queries.invalidateQueries({ queryKey: managerKeys.all });
    },
    onError: onRefused,
  });
  const blocked = decide.isError && asProblem(decide.error).slug === "embargo-change-blocked" ? asProblem(decide.error) : null;

  return (
    <FormDialog
      title={`${words[verdict].title}: ${name}`}
      submit={words[verdict].submit}
      look={verdict === "refuse" ? "danger" : "primary"}
      isWorking={decide.isPending}
      failure={
        blocked ? (
          <Message look="warning" role="alert" title={words[verdict].failed}>
            <p>{blocked.detail}</p>
          </Message>
        ) : decide.isError ? (
          <Failure what={words[verdict].failed} error={decide.error} />
        ) : null
      }
      onSubmit={() => {
        const isReason = reason.trim().length >= 3;
        setMissing(isReason ? null : "Say why: it stays with the change.");
        if (isReason) decide.mutate();
      }}
      onClose={onClose}
    >
      {children}
      <TextAreaField label="Reason" value={reason} error={missing} maxLength={2000} onChange={(event) => setReason(event.target.value)} />
    </FormDialog>
  );
}
