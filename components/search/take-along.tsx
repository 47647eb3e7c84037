"use client";

import dynamic from "next/dynamic";
import type { SearchParams } from "@/components/search/params";
import { Menu } from "@/components/ui/menu";
import { Bar } from "@/components/ui/skeleton";

const WaysToTakeAlong = dynamic(async () => (await import("@/components/search/ways-to-take-along")).WaysToTakeAlong, { ssr: false, loading: () => <Bar className="w-full" /> });

/** Takes a search elsewhere. */
export function TakeAlong({ params }: { params: SearchParams }) {
  return (
    <Menu label="Take along" align="right" isLate>
      <WaysToTakeAlong params={params} />
    </Menu>
  );
}
