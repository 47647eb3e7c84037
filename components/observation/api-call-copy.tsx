"use client";

import { CopyButton } from "@/components/ui/copy-button";

/** Copies the address of what is on view in the API, as a script would ask for it. */
export function ApiCallCopy({ path }: { path: string }) {
  return <CopyButton value={() => window.location.origin + path} what="API call" text="API call" />;
}
