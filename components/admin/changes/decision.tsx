"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { managerKeys, type Verdict } from "@/components/admin/api/queries";
import { changeTitle } from "@/components/admin/changes/change-words";
import { VerdictDialog } from "@/components/admin/changes/verdict-dialog";
import { opensNow } from "@/components/admin/effect/effect-words";
import { hasMoved } from "@/components/admin/effect/moved";
import { Button } from "@/components/ui/button";
import type { Effect, EmbargoChange } from "@/lib/embargo/changes/schemas";

interface DecisionProps {
  readonly change: EmbargoChange;
  /** What it does, as it stands on the page: an approval is of just that. */
  readonly effect: Effect | null;
  readonly onMoved: () => void;
}

/** What one can do about a change: approve or refuse another's, withdraw one's own, undo what is applied. */
export function Decision({ change, effect, onMoved }: DecisionProps) {
  const queries = useQueryClient();
  const [verdict, setVerdict] = useState<Verdict | null>(null);

  const refused = (error: unknown) => {
    void queries.invalidateQueries({ queryKey: managerKeys.change(change.id) });
    if (!hasMoved(error)) return;
    setVerdict(null);
    onMoved();
  };

  return (
    <>
      {change.state === "waiting" && change.mine ? <Button onClick={() => setVerdict("withdraw")}>Withdraw</Button> : null}
      {change.state === "waiting" && !change.mine ? (
        <>
          <Button look="danger" onClick={() => setVerdict("refuse")}>
            Refuse
          </Button>
          <Button look="primary" onClick={() => setVerdict("approve")}>
            Approve
          </Button>
        </>
      ) : null}
      {change.state === "applied" ? <Button onClick={() => setVerdict("undo")}>Undo</Button> : null}
      {verdict ? (
        <VerdictDialog
          verdict={verdict}
          change={change}
          name={changeTitle(change)}
          expect={verdict === "approve" ? effect?.digest : undefined}
          onClose={() => setVerdict(null)}
          onRefused={refused}
        >
          {verdict === "approve" && effect && opensNow(effect).length > 0 ? <p className="font-medium text-closed">It opens data to the public at once, and that can not be undone.</p> : null}
          {verdict === "undo" ? <p>What stood there before holds again. What has become public stays so: only a hold closes it.</p> : null}
        </VerdictDialog>
      ) : null}
    </>
  );
}
