"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { FormDialog } from "@/components/embargo/form-dialog";
import { ask, embargoKeys } from "@/components/embargo/queries";
import { TextAreaField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import { formatCountOf } from "@/lib/units/format";

interface AskAccessDialogProps {
  readonly observationIds: readonly string[];
  readonly onClose: () => void;
  /** Called instead once the request is on its way. */
  readonly onSent: () => void;
}

/** Asks the principal investigator for access to observations that are visible but closed. */
export function AskAccessDialog({ observationIds, onClose, onSent }: AskAccessDialogProps) {
  const client = useQueryClient();
  const notify = useNotify();
  const asking = useMutation({
    mutationFn: (reason: string) => ask({ kind: "access", observationIds: [...observationIds], reason }),
    onSuccess: async () => {
      onSent();
      notify({ text: "Your request is sent. Its answer comes as a notice.", action: { label: "See it", run: () => window.location.assign("/requests") } });
      await client.invalidateQueries({ queryKey: embargoKeys.requests });
    },
  });
  const what = observationIds.length === 1 ? observationIds[0]! : formatCountOf(observationIds.length, "observation");
  return (
    <FormDialog
      title={`Ask for access to ${what}`}
      submit="Send request"
      isWorking={asking.isPending}
      failure={asking.isError ? <Failure what="The request was not sent" error={asking.error} /> : null}
      onSubmit={(fields) => asking.mutate(String(fields.get("reason") ?? "").trim())}
      onClose={onClose}
    >
      <p className="text-muted">It goes to the principal investigator, who sees your name and answers with an end date or a refusal.</p>
      <TextAreaField name="reason" required minLength={3} maxLength={2000} rows={4} label="What do you want the data for?" />
    </FormDialog>
  );
}
