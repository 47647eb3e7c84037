import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** One answer that the server already has for the page: under which key, and how to get it. */
export interface FirstAnswer {
  readonly queryKey: readonly unknown[];
  readonly queryFn: () => Promise<unknown>;
}

/**
 * Renders `children` with these answers at hand, so that the first view comes with the HTML. An answer that fails is
 * left out: the browser asks the API for it and shows that failure with its request id.
 */
export async function FirstView({ answers, children }: { answers: readonly FirstAnswer[]; children: ReactNode }) {
  const client = new QueryClient();
  await Promise.all(answers.map((answer) => client.prefetchQuery({ ...answer, retry: false })));
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
