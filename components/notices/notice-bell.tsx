"use client";

import { useQuery } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import Link from "next/link";
import { unreadCountOptions } from "@/components/notices/queries";

const mostShown = 99;

/** The way to one's notices, with how many are unread. `initial`: what the server knew when it made the page. */
export function NoticeBell({ initial }: { initial: number | null }) {
  const unread = useQuery({ ...unreadCountOptions(), initialData: initial ?? undefined }).data ?? 0;
  const name = unread > 0 ? `Notices, ${unread} unread` : "Notices";
  return (
    <Link href="/notices" prefetch={false} aria-label={name} title={name} className="relative inline-flex size-9 items-center justify-center rounded text-muted hover:bg-raised hover:text-ink">
      <Bell size={18} aria-hidden />
      {unread > 0 ? (
        <span aria-hidden className="absolute top-0.5 left-4.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-xs leading-none font-medium text-on-accent tabular-nums">
          {unread > mostShown ? `${mostShown}+` : unread}
        </span>
      ) : null}
    </Link>
  );
}
