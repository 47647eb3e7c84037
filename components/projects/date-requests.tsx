"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { DateRequest } from "@/components/projects/ask-manager-dialog";
import { Button } from "@/components/ui/button";

const AskManagerDialog = dynamic(async () => (await import("@/components/projects/ask-manager-dialog")).AskManagerDialog);

/** What a PI asks of the embargo managers: more time, or less. */
export function DateRequests({ code }: { code: string }) {
  const [open, setOpen] = useState<DateRequest | null>(null);
  return (
    <span className="flex flex-wrap gap-2">
      <Button size="small" onClick={() => setOpen("extension")}>
        Ask for an extension
      </Button>
      <Button size="small" onClick={() => setOpen("early-release")}>
        Ask for an early release
      </Button>
      {open ? <AskManagerDialog code={code} kind={open} onClose={() => setOpen(null)} /> : null}
    </span>
  );
}
