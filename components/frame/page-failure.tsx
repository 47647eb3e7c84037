"use client";

import { useEffect } from "react";
import { Button, buttonClass } from "@/components/ui/button";

export interface PageFailureProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/**
 * A page that could not be made: what, what next, and the number under which the operators find the cause. Every page
 * carries this in case it is needed, so it takes no icons and no router.
 */
export function PageFailure({ error, retry }: PageFailureProps) {
  const number = error instanceof Error && "digest" in error ? String(error.digest) : null;
  useEffect(() => console.error(error), [error]);
  return (
    <div role="alert" className="mx-auto my-8 max-w-2xl space-y-2 rounded border border-failed bg-failed-soft px-5 py-4 text-sm">
      <h1 className="text-base font-semibold">This page could not be made</h1>
      <p>The portal could not get what belongs here, most likely because its database does not answer just now. Nothing was changed, and your basket is kept.</p>
      <p>Try again in a minute. If it stays so, send the error number to the operators.</p>
      <div className="flex flex-wrap items-center gap-2 pt-2">
        <Button size="small" onClick={retry}>
          Try again
        </Button>
        <a href="/" className={buttonClass("quiet", "small")}>
          Front page
        </a>
        {number ? (
          <span className="text-xs text-muted">
            Error number <code className="figures select-all">{number}</code>
          </span>
        ) : null}
      </div>
    </div>
  );
}
