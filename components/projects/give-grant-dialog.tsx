"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { dayFromNow } from "@/components/embargo/clock-words";
import { DayField } from "@/components/embargo/day-field";
import { FormDialog } from "@/components/embargo/form-dialog";
import { type GrantAsked, grantAsked } from "@/components/embargo/grant-body";
import { granteeText } from "@/components/embargo/grant-words";
import { embargoKeys, giveGrant, selectionsOptions } from "@/components/embargo/queries";
import { RadioList } from "@/components/embargo/radio-list";
import { RightsFields } from "@/components/embargo/rights-fields";
import { SelectField, TextAreaField, TextField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import { Segmented } from "@/components/ui/segmented";
import { formatCountOf } from "@/lib/units/format";

const usualDays = 365;

/** Gives a person or a group a right on a project, or on some of its observations. */
export function GiveGrantDialog({ code, onClose }: { code: string; onClose: () => void }) {
  const client = useQueryClient();
  const notify = useNotify();
  const [nowMs] = useState(() => Date.now());
  const [kind, setKind] = useState<"person" | "group">("person");
  const [scope, setScope] = useState<GrantAsked["scope"]["kind"]>("project");
  const selections = useQuery(selectionsOptions());
  const saved = selections.data?.items ?? [];
  const give = useMutation({
    mutationFn: (body: GrantAsked) => giveGrant(code, body),
    onSuccess: async (grant) => {
      await client.invalidateQueries({ queryKey: embargoKeys.of(code) });
      notify({ text: `Access given to ${granteeText(grant.grantee)}.` });
      onClose();
    },
  });

  return (
    <FormDialog
      title={`Give access to ${code}`}
      submit="Give access"
      isWorking={give.isPending}
      failure={give.isError ? <Failure what="No access was given" error={give.error} /> : null}
      onSubmit={(fields) => give.mutate(grantAsked(fields, dayFromNow(0, nowMs)))}
      onClose={onClose}
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <Segmented legend="To" value={kind} onChange={setKind} options={[{ value: "person", label: "a person" }, { value: "group", label: "a group" }]} />
        <input type="hidden" name="granteeKind" value={kind} />
        <TextField
          name="grantee"
          required
          maxLength={255}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          label={kind === "person" ? "Account name" : "Group"}
          hint={kind === "person" ? "The name with which they sign in" : "As the identity service has it: cta/projects/partner"}
          className="min-w-48 flex-1"
        />
      </div>
      <RadioList
        legend="On"
        name="scope"
        value={scope}
        onChange={setScope}
        options={[
          { value: "project", label: "The whole project, what is still to be observed too" },
          { value: "observations", label: "Chosen observations" },
          { value: "selection", label: saved.length > 0 ? "A saved selection, and what is added to it later" : "A saved selection (you have none yet)", isDisabled: saved.length === 0 },
        ]}
      />
      {scope === "observations" ? <TextAreaField name="ids" required label="Observation ids" hint="One per line, or with commas between" placeholder="collection:obsId" spellCheck={false} /> : null}
      {scope === "selection" ? (
        <SelectField name="selection" label="Saved selection">
          {saved.map(({ id, name, observationCount }) => (
            <option key={id} value={id}>
              {name} ({formatCountOf(observationCount, "observation")})
            </option>
          ))}
        </SelectField>
      ) : null}
      <RightsFields />
      <div className="grid grid-cols-2 gap-4">
        <DayField name="from" label="From (UTC)" defaultValue={dayFromNow(0, nowMs)} />
        <DayField name="until" label="Until (UTC)" defaultValue={dayFromNow(usualDays, nowMs)} hint="That day included; empty: without end" />
      </div>
      <TextAreaField name="reason" required minLength={3} maxLength={2000} rows={2} label="Reason" hint="They read it, and so does whoever looks back" />
    </FormDialog>
  );
}
