"use client";

import { useState } from "react";
import { AskAccessDialog } from "@/components/embargo/ask-access-dialog";
import type { Choice } from "@/components/embargo/queries";
import { SaveSelectionDialog } from "@/components/embargo/save-selection-dialog";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/lib/units/format";

interface SelectionActionsProps {
  /** Ids of the chosen observations that are closed to the viewer. */
  readonly closedIds: readonly string[];
  /** What is chosen, by ids or as all that a search finds. */
  readonly choice: () => Promise<Choice>;
}

/** What one can do with chosen observations besides taking them: ask for those that are closed, keep them under a name. */
export function SelectionActions({ closedIds, choice }: SelectionActionsProps) {
  const [open, setOpen] = useState<"ask" | "save" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Button onClick={() => setOpen("save")}>Save selection</Button>
      {closedIds.length > 0 ? <Button onClick={() => setOpen("ask")}>Ask for access to {formatCount(closedIds.length)}</Button> : null}
      {open === "ask" ? <AskAccessDialog observationIds={closedIds} onClose={close} onSent={close} /> : null}
      {open === "save" ? <SaveSelectionDialog choice={choice} onClose={close} /> : null}
    </>
  );
}
