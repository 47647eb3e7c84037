"use client";

import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { useEffect } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Message } from "@/components/ui/message";

export interface PageFailureProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** A page that could not be made: what, what next, and the number under which the operators find the cause. */
export function PageFailure({ error, retry }: PageFailureProps) {
  const number = error instanceof Error && "digest" in error ? String(error.digest) : null;
  useEffect(() => console.error(error), [error]);
  return (
    <div className="mx-auto max-w-2xl py-8">
      <Message
        look="failed"
        role="alert"
        title="This page could not be made"
        actions={
          <>
            <Button size="small" onClick={retry}>
              <RotateCcw size={14} aria-hidden /> Try again
            </Button>
            <Link href="/" className={buttonClass("quiet", "small")}>
              Front page
            </Link>
            {number ? (
              <span className="flex items-center gap-1 text-xs text-muted">
                Error number <code className="figures">{number}</code>
                <CopyButton value={number} what="error number" />
              </span>
            ) : null}
          </>
        }
      >
        <p>The portal could not get what belongs here, most likely because its database does not answer just now. Nothing was changed, and your basket is kept.</p>
        <p>Try again in a minute. If it stays so, send the error number to the operators.</p>
      </Message>
    </div>
  );
}
