"use client";

import { notifyFailure, useAddToBasket } from "@/components/basket/use-add-to-basket";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";
import { useViewer } from "@/components/viewer/context";

/** Confirms a proposed or ambiguous IRF by putting its file into the basket, where the plan takes it up. */
export function AddProduct({ productId }: { productId: string }) {
  const viewer = useViewer();
  const notify = useNotify();
  const add = useAddToBasket();
  if (!viewer.signedIn) return null;
  return (
    <Button size="small" className="h-auto min-h-7 max-w-full py-1 whitespace-normal" disabled={add.isPending || add.isSuccess} onClick={() => add.mutate({ ids: [productId], withIrfs: false }, { onError: (error) => notifyFailure(notify, "The file was not added", error) })}>
      {add.isSuccess ? "In the basket:" : "Use"} <span className="figures break-all">{productId}</span>
    </Button>
  );
}
