"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Failure } from "@/components/api/failure";
import { dayInWords } from "@/components/embargo/clock-words";
import { personText, requestText } from "@/components/embargo/grant-words";
import { answerRequest, embargoKeys } from "@/components/embargo/queries";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AccessRequest } from "@/lib/embargo/grants/schemas";

const AnswerDialog = dynamic(async () => (await import("@/components/embargo/answer-dialog")).AnswerDialog);

/** `open` would be read as what is open to everybody. */
const states: Record<AccessRequest["state"], { word: string; ink: string }> = {
  open: { word: "waiting", ink: "text-closed" },
  granted: { word: "granted", ink: "text-readable" },
  refused: { word: "refused", ink: "text-failed" },
  withdrawn: { word: "withdrawn", ink: "text-muted" },
};

/** Requests with what became of them; those that wait for the viewer can be answered, one's own taken back. */
export function RequestList({ name, requests, side }: { name: string; requests: readonly AccessRequest[]; side: "asked" | "answer" }) {
  const client = useQueryClient();
  const notify = useNotify();
  const [answering, setAnswering] = useState<AccessRequest | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const withdraw = useMutation({
    mutationFn: (request: AccessRequest) => answerRequest(request.id, { state: "withdrawn" }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: embargoKeys.requests });
      notify({ text: "The request is withdrawn." });
      list.current?.focus();
    },
  });
  return (
    <>
      {withdraw.isError ? (
        <div className="p-4">
          <Failure what="The request was not withdrawn" error={withdraw.error} />
        </div>
      ) : null}
      <ul ref={list} tabIndex={-1} aria-label={name} className="outline-none">
        {requests.map((request) => (
          <li key={request.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line px-4 py-3 text-sm last:border-0">
            <div className="min-w-0 flex-1 basis-64 space-y-1 break-words">
              <p>
                <span className="font-medium">{side === "answer" ? personText(request.askedBy) : "You"} asked for{" "}</span>
                <RequestSubject request={request} />
              </p>
              <p className="text-muted">“{request.reason}”</p>
              <Outcome request={request} side={side} />
            </div>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
              <span className={`font-medium ${states[request.state].ink}`}>{states[request.state].word}</span>
              {request.mayAnswer ? (
                <Button size="small" look="primary" aria-label={`Answer ${personText(request.askedBy)}: ${requestText(request)}`} onClick={() => setAnswering(request)}>
                  Answer
                </Button>
              ) : null}
              {request.mayWithdraw ? (
                <Button size="small" aria-label={`Withdraw: ${requestText(request)}`} disabled={withdraw.isPending} onClick={() => withdraw.mutate(request)}>
                  Withdraw
                </Button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
      {answering ? (
        <AnswerDialog
          request={answering}
          onClose={() => setAnswering(null)}
          onDone={() => {
            flushSync(() => setAnswering(null));
            list.current?.focus();
          }}
        />
      ) : null}
    </>
  );
}

/** What is asked for; one observation, and a project, lead to their pages. */
function RequestSubject({ request }: { request: AccessRequest }) {
  const one = request.kind === "access" && request.ids?.length === 1 ? request.ids[0] : null;
  const href = one ? `/observations/${one}` : request.project ? `/projects/${encodeURIComponent(request.project)}` : null;
  const text = requestText(request);
  return href ? (
    <Link href={href} prefetch={false} className="text-accent hover:underline">
      {text}
    </Link>
  ) : (
    text
  );
}

function Outcome({ request, side }: { request: AccessRequest; side: "asked" | "answer" }) {
  const asked = (
    <>
      asked <RelativeTime iso={request.askedAt} />
    </>
  );
  if (request.state === "open") {
    return (
      <p className="text-xs text-muted">
        {asked}
        {side === "asked" ? ", waits for an answer" : ""}
      </p>
    );
  }
  return (
    <p className="text-xs text-muted">
      {asked}; {request.state}
      {request.answeredBy && request.state !== "withdrawn" ? ` by ${personText(request.answeredBy)}` : ""}
      {request.answeredAt ? (
        <>
          {" "}
          <RelativeTime iso={request.answeredAt} />
        </>
      ) : null}
      {request.until ? `, until ${dayInWords(request.until)}` : ""}
      {request.answer ? `: “${request.answer}”` : ""}
    </p>
  );
}
