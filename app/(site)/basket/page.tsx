import type { Metadata } from "next";
import { Suspense } from "react";
import { FirstView } from "@/components/api/first-view";
import { BasketSkeleton } from "@/components/basket/basket-skeleton";
import { BasketView } from "@/components/basket/basket-view";
import { basketKeys, basketPageSize } from "@/components/basket/queries";
import { SignInNeeded } from "@/components/viewer/sign-in-needed";
import { currentViewer } from "@/lib/auth/viewer";
import { readBasket } from "@/lib/basket/basket";
import { listBaskets } from "@/lib/basket/baskets";

export const metadata: Metadata = { title: "Basket" };

export default async function BasketPage() {
  const viewer = await currentViewer();
  if (viewer.kind === "anonymous") {
    return (
      <SignInNeeded title="Your basket is kept with your account" here="/basket">
        Sign in to see it. What you choose before you sign in goes into it.
      </SignInNeeded>
    );
  }
  return (
    <Suspense fallback={<BasketSkeleton />}>
      <FirstView
        answers={[
          { queryKey: basketKeys.page(null), queryFn: () => readBasket(viewer, { limit: basketPageSize }) },
          { queryKey: basketKeys.list, queryFn: () => listBaskets(viewer) },
        ]}
      >
        <BasketView />
      </FirstView>
    </Suspense>
  );
}
