"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiProblem } from "@/components/api/problem";

const freshMs = 30_000;

/** A refusal stays one however often one asks; only a silent or stumbling portal is asked once more. */
function mayRetry(failures: number, error: unknown): boolean {
  return failures < 1 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}

/**
 * Holds what the API answered, for one viewer: the layout keys it by who is signed in, so that nothing of one account
 * is ever shown to the next.
 */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: freshMs, retry: mayRetry, retryDelay: 800 } } }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
