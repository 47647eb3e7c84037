"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Failure } from "@/components/api/failure";
import { markAllRead, markRead, noticeKeys, noticesOptions } from "@/components/notices/queries";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { Bar, Loading } from "@/components/ui/skeleton";
import type { Notice, NoticePage } from "@/lib/embargo/grants/schemas";

/** What one is told, newest first; read is what one opened or marked. */
export function NoticeList() {
  const client = useQueryClient();
  const notices = useQuery(noticesOptions());
  // Shown as read at once: a mark that fails costs nothing but the mark, and the list says the truth when asked again.
  const showRead = (of: (notice: Notice) => boolean) => {
    client.setQueryData<NoticePage>(noticeKeys.list, (page) => {
      if (!page) return page;
      const now = new Date().toISOString();
      const items = page.items.map((notice) => (notice.readAt === null && of(notice) ? { ...notice, readAt: now } : notice));
      const changed = items.filter((notice, i) => notice !== page.items[i]).length;
      client.setQueryData<number>(noticeKeys.unread, Math.max(0, page.unreadCount - changed));
      return { ...page, items, unreadCount: Math.max(0, page.unreadCount - changed) };
    });
  };
  const mark = useMutation({
    mutationFn: (notice: Notice) => markRead(notice.id),
    onMutate: (notice) => showRead(({ id }) => id === notice.id),
    onSettled: () => client.invalidateQueries({ queryKey: noticeKeys.all }),
  });
  const markAll = useMutation({
    mutationFn: markAllRead,
    onMutate: () => showRead(() => true),
    onSettled: () => client.invalidateQueries({ queryKey: noticeKeys.all }),
  });
  const failed = mark.error ?? markAll.error;
  const items = notices.data?.items ?? [];
  const unread = notices.data?.unreadCount ?? 0;

  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Notices" note={items.length > 0 ? (unread > 0 ? `${unread} unread` : "All read") : undefined}>
        {items.length > 0 ? (
          <Button onClick={() => markAll.mutate()} disabled={unread === 0 || markAll.isPending}>
            Mark all as read
          </Button>
        ) : null}
      </PageHeader>
      {failed ? (
        <div className="mb-4">
          <Failure what="Nothing was marked as read" error={failed} />
        </div>
      ) : null}
      <div className="rounded border border-line bg-panel">
        {notices.isPending ? (
          <div className="flex flex-col gap-4 p-4">
            <Loading what="notices" />
            <Bar className="w-3/4" />
            <Bar className="w-2/3" />
          </div>
        ) : null}
        {notices.isError ? (
          <div className="p-4">
            <Failure what="Your notices could not be loaded" error={notices.error} retry={() => void notices.refetch()} retrying={notices.isFetching} />
          </div>
        ) : null}
        {notices.data && items.length === 0 ? (
          <Empty title="Nothing to tell you yet">
            <p>Answers to your requests, access given to you or ended, and what others ask of you will stand here.</p>
          </Empty>
        ) : null}
        {items.length > 0 ? (
          <ul aria-label="Notices">
            {items.map((notice) => (
              <NoticeLine key={notice.id} notice={notice} onRead={() => notice.readAt === null && mark.mutate(notice)} />
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}

function NoticeLine({ notice, onRead }: { notice: Notice; onRead: () => void }) {
  const isUnread = notice.readAt === null;
  return (
    <li className="flex items-start gap-x-3 border-b max-sm:flex-wrap border-line px-4 py-3 text-sm last:border-0">
      <span className={`mt-1.5 size-2 shrink-0 rounded-full ${isUnread ? "bg-accent" : "bg-transparent"}`} aria-hidden />
      <div className="min-w-0 flex-1 break-words max-sm:basis-4/5">
        <p className={isUnread ? "font-medium" : ""}>
          {isUnread ? <span className="sr-only">Unread: </span> : null}
          {notice.link ? (
            <Link href={notice.link} prefetch={false} onClick={onRead} className="hover:underline">
              {notice.text}
            </Link>
          ) : (
            notice.text
          )}
        </p>
        <p className="mt-0.5 text-xs text-muted">
          <RelativeTime iso={notice.madeAt} />
        </p>
      </div>
      {isUnread ? (
        <Button size="small" look="plain" className="max-sm:ml-3" aria-label={`Mark as read: ${notice.text}`} onClick={onRead}>
          Mark as read
        </Button>
      ) : null}
    </li>
  );
}
