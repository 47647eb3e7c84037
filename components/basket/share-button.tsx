"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { shareBasket } from "@/components/basket/manifest-queries";
import { basketKeys } from "@/components/basket/queries";
import { notifyFailure } from "@/components/basket/use-add-to-basket";
import { Button } from "@/components/ui/button";
import { useNotify } from "@/components/ui/notices";

/** Freezes the basket and makes a link to it; the page that opens shows what the link shows. */
export function ShareButton({ basketId }: { basketId: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const notify = useNotify();
  const share = useMutation({
    mutationFn: () => shareBasket(basketId),
    onSuccess: async ({ id }) => {
      router.push(`/manifests/${id}`);
      await client.invalidateQueries({ queryKey: basketKeys.manifests });
    },
    onError: (error) => notifyFailure(notify, "No link was made", error),
  });
  return (
    <Button onClick={() => share.mutate()} disabled={share.isPending}>
      <Link2 size={16} aria-hidden /> {share.isPending ? "Making a link…" : "Share"}
    </Button>
  );
}
