"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Failure } from "@/components/api/failure";
import { endOfDay, startOfDay } from "@/components/embargo/clock-words";
import { DayField } from "@/components/embargo/day-field";
import { FormDialog } from "@/components/embargo/form-dialog";
import { ask, embargoKeys } from "@/components/embargo/queries";
import { TextAreaField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";

export type DateRequest = "extension" | "early-release";

const words = {
  extension: { title: "Ask for a longer embargo of", what: "The embargo managers answer. If they agree, they set its data to stay closed until the day you name.", label: "Closed until, that day included (UTC)" },
  "early-release": { title: "Ask for an early release of", what: "The embargo managers answer. If they agree, they set its data to open to everybody on the day you name, which can not be taken back once it has come.", label: "Open from (UTC)" },
} as const;

/** Asks the embargo managers for another release date of a whole project. */
export function AskManagerDialog({ code, kind, onClose }: { code: string; kind: DateRequest; onClose: () => void }) {
  const client = useQueryClient();
  const notify = useNotify();
  const asking = useMutation({
    mutationFn: (fields: FormData) => {
      const day = String(fields.get("wantedAt") ?? "");
      return ask({ kind, project: code, wantedAt: kind === "extension" ? endOfDay(day) : startOfDay(day), reason: String(fields.get("reason") ?? "").trim() });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: embargoKeys.requests });
      notify({ text: "Your request is sent to the embargo managers." });
      onClose();
    },
  });
  const { title, what, label } = words[kind];
  return (
    <FormDialog
      title={`${title} ${code}`}
      submit="Send request"
      isWorking={asking.isPending}
      failure={asking.isError ? <Failure what="The request was not sent" error={asking.error} /> : null}
      onSubmit={asking.mutate}
      onClose={onClose}
    >
      <p className="text-muted">{what}</p>
      <DayField name="wantedAt" required label={label} />
      <TextAreaField name="reason" required minLength={3} maxLength={2000} rows={3} label="Reason" />
    </FormDialog>
  );
}
