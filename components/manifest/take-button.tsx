"use client";

import { keepAddition } from "@/components/basket/pending-addition";
import { notifyFailure, useAddToBasket } from "@/components/basket/use-add-to-basket";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";
import { useViewer } from "@/components/viewer/context";
import { signInHref } from "@/components/viewer/sign-in-href";

/** Puts the data set into one's basket, at the releases that it froze; who is not signed in is sent there first. */
export function TakeButton({ manifestId }: { manifestId: string }) {
  const viewer = useViewer();
  const notify = useNotify();
  const add = useAddToBasket();
  const run = () => {
    if (viewer.signedIn) return add.mutate({ manifestId }, { onError: (error) => notifyFailure(notify, "Nothing was added to the basket", error) });
    keepAddition({ manifestId });
    window.location.assign(signInHref(window.location.pathname));
  };
  return (
    <Button look="primary" onClick={run} disabled={add.isPending}>
      {add.isPending ? "Adding…" : "Add to basket"}
    </Button>
  );
}
