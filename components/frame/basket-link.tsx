"use client";

import { useQuery } from "@tanstack/react-query";
import { ShoppingBasket } from "lucide-react";
import { basketSummaryOptions } from "@/components/basket/queries";
import { BasketSwitch } from "@/components/frame/basket-switch";
import { NavLink } from "@/components/frame/nav-link";
import { useViewer } from "@/components/viewer/context";
import type { Basket } from "@/lib/basket/schemas";
import { formatBytes, formatCount } from "@/lib/units/format";

/** The way to the current basket, with how many items and bytes are in it: it changes here when something is added, and to another one. */
export function BasketLink({ initial }: { initial: Basket | null }) {
  const viewer = useViewer();
  const basket = useQuery({ ...basketSummaryOptions(), enabled: viewer.signedIn, initialData: initial ?? undefined });
  const { data } = basket;
  return (
    <>
      <NavLink href="/basket">
        <ShoppingBasket size={16} aria-hidden />
        <span className="max-sm:sr-only">Basket</span>
        {data && data.totalCount > 0 ? (
          <span className="figures inline-flex h-5 items-center rounded-full bg-accent px-1.5 text-xs text-on-accent">
            {formatCount(data.totalCount)}
            <span className="sr-only"> {data.totalCount === 1 ? "item" : "items"}</span>
            {/* Its size is asked for when something was added, and is not known before the answer. */}
            {data.totalBytes > 0 ? <span className="max-lg:sr-only">&nbsp;· {formatBytes(data.totalBytes)}</span> : null}
          </span>
        ) : null}
      </NavLink>
      {data?.id ? <BasketSwitch name={data.name} /> : null}
    </>
  );
}
