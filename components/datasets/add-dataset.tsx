"use client";

import { keepAddition } from "@/components/basket/pending-addition";
import { notifyFailure, useAddToBasket } from "@/components/basket/use-add-to-basket";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";
import { useViewer } from "@/components/viewer/context";
import { signInHref } from "@/components/viewer/sign-in-href";

/** Puts all of a dataset that one sees into the basket, with IRFs; a basket that begins so tells later what is new in it. */
export function AddDataset({ id, did }: { id: string; did: string }) {
  const viewer = useViewer();
  const notify = useNotify();
  const add = useAddToBasket();
  const addition = { query: { dataset: id }, withIrfs: true };

  const run = () => {
    if (viewer.signedIn) return add.mutate(addition, { onError: (error) => notifyFailure(notify, `Nothing of ${did} was added`, error) });
    keepAddition(addition);
    window.location.assign(signInHref(window.location.pathname + window.location.search));
  };

  return (
    <Button size="small" className="justify-self-start md:justify-self-end" onClick={run} disabled={add.isPending} aria-label={`Add to basket: ${did}`}>
      {add.isPending ? "Adding…" : "Add to basket"}
    </Button>
  );
}
