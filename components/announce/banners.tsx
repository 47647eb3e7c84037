"use client";

import { useQuery } from "@tanstack/react-query";
import { Info, TriangleAlert } from "lucide-react";
import { askApi } from "@/components/api/fetch";
import type { Banner } from "@/lib/announce/schemas";

const POLL_MS = 60_000;

/** What operators announce, above every page. `initial`: what the server knew when it made the page. */
export function Banners({ initial }: { initial: readonly Banner[] }) {
  const banners = useQuery({
    queryKey: ["banners"],
    queryFn: async ({ signal }) => (await askApi("/banners", async () => (await import("@/lib/announce/schemas")).bannerListSchema, { signal })).items,
    initialData: [...initial],
    staleTime: POLL_MS,
    refetchInterval: POLL_MS,
    retry: false,
  });
  if (banners.data.length === 0) return null;
  return (
    <section aria-label="Announcements">
      {banners.data.map(({ id, text, level, until }) => (
        <p key={id} role="status" className={`flex items-start gap-2 border-b px-4 py-2 text-sm sm:px-6 ${level === "warning" ? "border-closed bg-closed-soft" : "border-line bg-accent-soft"}`}>
          {level === "warning" ? <TriangleAlert size={16} className="mt-0.5 shrink-0 text-closed" aria-hidden /> : <Info size={16} className="mt-0.5 shrink-0 text-accent" aria-hidden />}
          <span className="min-w-0 break-words">
            {text}
            {until ? <span className="text-muted"> Until {until.slice(0, 16).replace("T", " ")} UTC.</span> : null}
          </span>
        </p>
      ))}
    </section>
  );
}
