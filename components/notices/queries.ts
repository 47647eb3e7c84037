import { queryOptions } from "@tanstack/react-query";
import { askApi } from "@/components/api/fetch";

const schemas = () => import("@/lib/embargo/grants/schemas");

export const noticeKeys = { all: ["notices"], unread: ["notices", "unread"], list: ["notices", "list"] } as const;

/** No more often than this does a page ask whether there is news. */
export const pollMs = 60_000;

/** How many notices wait unread; asked again every minute while the page is looked at, and when one comes back to it. */
export const unreadCountOptions = () =>
  queryOptions({
    queryKey: noticeKeys.unread,
    queryFn: async ({ signal }) => (await askApi("/notices?unread=true&limit=1", async () => (await schemas()).noticeListSchema, { signal })).unreadCount,
    staleTime: pollMs / 2,
    refetchInterval: pollMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true,
  });

/** One's notices, newest first. */
export const noticesOptions = () =>
  queryOptions({ queryKey: noticeKeys.list, queryFn: ({ signal }) => askApi("/notices", async () => (await schemas()).noticeListSchema, { signal }), staleTime: 5_000 });

export const markRead = (id: string) => askApi(`/notices/${id}`, async () => (await schemas()).noticeSchema, { method: "PATCH", body: { read: true } });
export const markAllRead = () => askApi("/notices/read-all", async () => (await schemas()).noticesReadSchema, { method: "POST" });
