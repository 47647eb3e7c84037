"use client";

import { RotateCcw } from "lucide-react";
import { asProblem, nextStepOf, refusedParts } from "@/components/api/problem";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Message } from "@/components/ui/message";

interface FailureProps {
  readonly error: unknown;
  /** What could not be done, as a sentence: `The search failed`. */
  readonly what: string;
  readonly retry?: () => void;
  readonly retrying?: boolean;
}

/** A failed request: what, why, what next, a retry and the id to quote. Never looks like an empty answer. */
export function Failure({ error, what, retry, retrying = false }: FailureProps) {
  const problem = asProblem(error);
  const nextStep = nextStepOf(problem);
  // What the API says then speaks of tokens too, for scripts.
  const isSignedOut = problem.status === 401;
  return (
    <Message
      look="failed"
      role="alert"
      title={`${what}: ${isSignedOut ? "you are signed out" : problem.title}`}
      actions={
        <>
          {retry && problem.status !== 400 && !isSignedOut ? (
            <Button size="small" onClick={retry} disabled={retrying}>
              <RotateCcw size={14} aria-hidden /> {retrying ? "Trying…" : "Try again"}
            </Button>
          ) : null}
          {isSignedOut ? <SignInAgain /> : null}
          {problem.requestId ? (
            <span className="flex flex-wrap items-center gap-1 text-xs text-muted">
              Request id <code className="figures break-all">{problem.requestId}</code>
              <CopyButton value={problem.requestId} what="request id" />
            </span>
          ) : null}
        </>
      }
    >
      {problem.detail && problem.detail !== problem.title && !isSignedOut ? <p>{problem.detail}</p> : null}
      {refusedParts(problem).map((part) => (
        <p key={part} className="figures text-xs">
          {part}
        </p>
      ))}
      {nextStep ? <p>{nextStep}</p> : null}
    </Message>
  );
}

function SignInAgain() {
  return (
    <Button
      size="small"
      look="primary"
      onClick={() => {
        const here = window.location.pathname + window.location.search;
        window.location.assign(`/signin?error=session-expired&callbackUrl=${encodeURIComponent(here)}`);
      }}
    >
      Sign in
    </Button>
  );
}
