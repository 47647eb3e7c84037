"use client";

import { useAddToBasket } from "@/components/basket/use-add-to-basket";
import { Failure } from "@/components/api/failure";
import { keepAddition } from "@/components/basket/pending-addition";
import { Button } from "@/components/ui/button";
import { useViewer } from "@/components/viewer/context";
import { signInHref } from "@/components/viewer/sign-in-href";

/** Puts one observation with its IRFs into the basket; who is not signed in is sent there first, and it goes in after. */
export function AddButton({ observationId }: { observationId: string }) {
  const viewer = useViewer();
  const add = useAddToBasket();
  const addition = { ids: [observationId], withIrfs: true };

  const run = () => {
    if (viewer.signedIn) return add.mutate(addition);
    keepAddition(addition);
    window.location.assign(signInHref(window.location.pathname));
  };

  return (
    <div className="flex flex-col items-end gap-2">
      <Button look="primary" onClick={run} disabled={add.isPending}>
        {add.isPending ? "Adding…" : "Add to basket"}
      </Button>
      {add.isError ? <Failure what="Nothing was added to the basket" error={add.error} retry={run} retrying={add.isPending} /> : null}
    </div>
  );
}
