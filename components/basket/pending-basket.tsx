"use client";

import { useEffect } from "react";
import { takeAddition } from "@/components/basket/pending-addition";
import { notifyFailure, useAddToBasket } from "@/components/basket/use-add-to-basket";
import { useNotify } from "@/components/ui/notices";
import { useViewer } from "@/components/viewer/context";

/** After signing in: what was chosen before goes into the basket now. */
export function PendingBasket() {
  const viewer = useViewer();
  const notify = useNotify();
  const { mutate } = useAddToBasket();

  useEffect(() => {
    if (!viewer.signedIn) return;
    const addition = takeAddition();
    if (addition) mutate(addition, { onError: (error) => notifyFailure(notify, "What you chose before signing in was not added", error) });
  }, [viewer.signedIn, mutate, notify]);

  return null;
}
