"use client";

import dynamic from "next/dynamic";
import type { SearchParams } from "@/components/search/params";
import { Menu } from "@/components/ui/menu";
import { Bar } from "@/components/ui/skeleton";
import { useViewer } from "@/components/viewer/context";

const SavedSearches = dynamic(() => import("@/components/search/saved-searches").then((module) => module.SavedSearches), { ssr: false, loading: () => <Bar className="w-full" /> });

/** One's saved and last searches. */
export function SavedMenu({ params, go }: { params: SearchParams; go: (next: SearchParams) => void }) {
  const viewer = useViewer();
  if (!viewer.signedIn) return null;
  return (
    <Menu label="Saved" isLate>
      <SavedSearches params={params} go={go} />
    </Menu>
  );
}
