"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/api/failure";
import { dayFromNow, endOfDay } from "@/components/embargo/clock-words";
import { DayField } from "@/components/embargo/day-field";
import { FormDialog } from "@/components/embargo/form-dialog";
import { readRoles } from "@/components/embargo/grant-body";
import { personText, requestText } from "@/components/embargo/grant-words";
import { answerRequest, embargoKeys } from "@/components/embargo/queries";
import { RadioList } from "@/components/embargo/radio-list";
import { RightsFields } from "@/components/embargo/rights-fields";
import { TextAreaField } from "@/components/ui/field";
import { useNotify } from "@/components/ui/notices";
import type { AccessRequest } from "@/lib/embargo/grants/schemas";

const usualDays = 180;
const textOf = (fields: FormData, name: string) => String(fields.get(name) ?? "").trim();

type Verdict = "granted" | "refused";
interface AnswerDialogProps {
  readonly request: AccessRequest;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Answers a request: with access until a day, with the date asked for, or with a refusal that says why. */
export function AnswerDialog({ request, onClose, onDone }: AnswerDialogProps) {
  const client = useQueryClient();
  const notify = useNotify();
  const [nowMs] = useState(() => Date.now());
  const [verdict, setVerdict] = useState<Verdict>("granted");
  const isAccess = request.kind === "access";
  const who = personText(request.askedBy);
  const answer = useMutation({
    mutationFn: (fields: FormData) => answerRequest(request.id, verdict === "refused" ? { state: verdict, answer: textOf(fields, "answer") } : granted(fields, isAccess)),
    onSuccess: async (answered) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: embargoKeys.requests }),
        answered.project ? client.invalidateQueries({ queryKey: embargoKeys.of(answered.project) }) : null,
      ]);
      notify({ text: `${who} is told: ${answered.state}.` });
      onDone();
    },
  });

  return (
    <FormDialog
      title={`${who} asks for ${requestText(request)}`}
      submit={verdict === "granted" ? "Grant" : "Refuse"}
      look={verdict === "granted" ? "primary" : "danger"}
      isWorking={answer.isPending}
      failure={answer.isError ? <Failure what="The request was not answered" error={answer.error} /> : null}
      onSubmit={answer.mutate}
      onClose={onClose}
    >
      <blockquote className="border-l-2 border-edge pl-3 break-words text-muted">{request.reason}</blockquote>
      <RadioList
        legend="Answer"
        name="verdict"
        value={verdict}
        onChange={setVerdict}
        options={[
          { value: "granted", label: isAccess ? "Grant access until a day" : "Grant; the date is then changed on the managers’ pages" },
          { value: "refused", label: "Refuse" },
        ]}
      />
      {verdict === "granted" && isAccess ? (
        <>
          <DayField name="until" required label="Until (UTC)" defaultValue={dayFromNow(usualDays, nowMs)} hint="That day included" />
          <RightsFields />
        </>
      ) : null}
      <TextAreaField
        name="answer"
        rows={2}
        maxLength={2000}
        required={verdict === "refused"}
        minLength={verdict === "refused" ? 3 : undefined}
        label={verdict === "refused" ? "Why" : "A word with it"}
        hint={verdict === "refused" ? `${who} reads it` : "May be left empty"}
      />
    </FormDialog>
  );
}

function granted(fields: FormData, isAccess: boolean): Parameters<typeof answerRequest>[1] {
  const answer = textOf(fields, "answer");
  if (!isAccess) return { state: "granted", answer };
  const rights = textOf(fields, "rights") === "discover" ? "discover" : "read";
  const roles = rights === "read" ? readRoles(fields) : undefined;
  return { state: "granted", answer, until: endOfDay(textOf(fields, "until")), rights, ...(roles ? { roles } : {}) };
}
