"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { endOfDay } from "@/components/embargo/clock-words";
import { DayField } from "@/components/embargo/day-field";
import { FormDialog } from "@/components/embargo/form-dialog";
import { granteeText, periodText, revocationText, rightsText, scopeText } from "@/components/embargo/grant-words";
import { changeGrant, embargoKeys, revokeGrant } from "@/components/embargo/queries";
import { TextAreaField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import type { Grant } from "@/lib/embargo/grants/schemas";
import { formatDate } from "@/lib/units/format";

interface GrantDialogProps {
  readonly code: string;
  readonly grant: Grant;
  readonly onClose: () => void;
  /** The grant is another now, or gone from where its button was. */
  readonly onDone: () => void;
}

const textOf = (fields: FormData, name: string) => String(fields.get(name) ?? "").trim();

/** Shortens a grant, or makes it longer. */
export function ChangeGrantDialog({ code, grant, onClose, onDone }: GrantDialogProps) {
  const client = useQueryClient();
  const notify = useNotify();
  const [nowMs] = useState(() => Date.now());
  const change = useMutation({
    mutationFn: (fields: FormData) => changeGrant(grant.id, { until: textOf(fields, "until") ? endOfDay(textOf(fields, "until")) : null, reason: textOf(fields, "reason") }),
    onSuccess: async (changed) => {
      await client.invalidateQueries({ queryKey: embargoKeys.of(code) });
      notify({ text: `The grant to ${granteeText(changed.grantee)} now holds ${periodText(changed, Date.now())}.` });
      onDone();
    },
  });
  return (
    <FormDialog
      title={`Change the end of the grant to ${granteeText(grant.grantee)}`}
      submit="Change the end"
      isWorking={change.isPending}
      failure={change.isError ? <Failure what="The grant was not changed" error={change.error} /> : null}
      onSubmit={change.mutate}
      onClose={onClose}
    >
      <p className="text-muted">
        They may {rightsText(grant)}: {scopeText(grant.scope)}, {periodText(grant, nowMs)}.
      </p>
      <DayField name="until" label="Until (UTC)" defaultValue={grant.until ? formatDate(grant.until) : ""} hint="That day included; empty: without end" />
      <TextAreaField name="reason" required minLength={3} maxLength={2000} rows={2} label="Reason" hint="They read it, and so does whoever looks back" />
    </FormDialog>
  );
}

/** Takes a grant back at once, after saying what that does. */
export function RevokeGrantDialog({ code, grant, onClose, onDone }: GrantDialogProps) {
  const client = useQueryClient();
  const notify = useNotify();
  const revoke = useMutation({
    mutationFn: (fields: FormData) => revokeGrant(grant.id, textOf(fields, "reason")),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: embargoKeys.of(code) });
      notify({ text: `The grant to ${granteeText(grant.grantee)} is revoked.` });
      onDone();
    },
  });
  return (
    <FormDialog
      title={`Revoke the grant to ${granteeText(grant.grantee)}?`}
      submit="Revoke"
      look="danger"
      isWorking={revoke.isPending}
      failure={revoke.isError ? <Failure what="The grant was not revoked" error={revoke.error} /> : null}
      onSubmit={revoke.mutate}
      onClose={onClose}
    >
      <p>{revocationText(grant)}</p>
      <p className="text-muted">This can not be undone; a new grant can be given.</p>
      <TextAreaField name="reason" required minLength={3} maxLength={2000} rows={2} label="Reason" hint="They read it, and so does whoever looks back" />
    </FormDialog>
  );
}
