import { unstable_rethrow } from "next/navigation";
import type { ReactNode } from "react";
import { QueryProvider } from "@/components/api/query-provider";
import { Banners } from "@/components/announce/banners";
import { PendingBasket } from "@/components/basket/pending-basket";
import { Shortcuts } from "@/components/frame/shortcuts";
import { TopBar } from "@/components/frame/top-bar";
import { NoticesProvider } from "@/components/ui/notices";
import { ViewerProvider } from "@/components/viewer/context";
import { currentBanners } from "@/lib/announce/current";
import { me } from "@/lib/auth/me";
import { currentViewer } from "@/lib/auth/viewer";
import { readBasket } from "@/lib/basket/basket";
import { listNotices } from "@/lib/embargo/grants/notice-list";
import { anonymous } from "@/lib/embargo/viewer";

/**
 * The top bar around every page. What it shows of the viewer is left out when the portal can not tell just now: the
 * page itself then says what is wrong, in a frame that still leads elsewhere.
 */
export async function SiteFrame({ children }: { children: ReactNode }) {
  const viewer = await orNull(currentViewer());
  const [account, basket, notices] =
    viewer?.kind === "user" ? await Promise.all([orNull(me(viewer)), orNull(readBasket(viewer, { limit: 1 })), orNull(listNotices(viewer, { unread: "true", limit: 1 }))]) : [null, null, null];
  const banners = await currentBanners();
  const user = viewer?.kind === "user" ? viewer : null;

  return (
    <QueryProvider key={user?.sub ?? anonymous.kind}>
      <ViewerProvider viewer={{ signedIn: user !== null, username: user?.username ?? null }}>
        <NoticesProvider>
          <TopBar account={user ? { username: user.username, name: user.name, managesEmbargo: (account?.manages.length ?? 0) > 0 } : null} isAccountKnown={viewer !== null} hasProjects={(account?.projects.length ?? 0) > 0} basket={basket} unreadNotices={notices?.unreadCount ?? null} />
          <Banners initial={banners} />
          <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1600px] flex-1 px-4 py-4 outline-none sm:px-6">
            {children}
          </main>
          <Shortcuts />
          <PendingBasket />
        </NoticesProvider>
      </ViewerProvider>
    </QueryProvider>
  );
}

/** The answer, or null when it can not be had; redirects pass. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    unstable_rethrow(error);
    return null;
  }
}
