import { CircleQuestionMark, Search } from "lucide-react";
import Link from "next/link";
import { type Account, AccountMenu } from "@/components/frame/account-menu";
import { BasketLink } from "@/components/frame/basket-link";
import { Mark } from "@/components/frame/mark";
import { NavLink } from "@/components/frame/nav-link";
import { PhoneMenu } from "@/components/frame/phone-menu";
import { SignInLink } from "@/components/frame/sign-in-link";
import { NoticeBell } from "@/components/notices/notice-bell";
import type { Basket } from "@/lib/basket/schemas";

interface TopBarProps {
  readonly account: Account | null;
  /** False while the portal can not tell who looks: then it offers no sign-in to who may be signed in. */
  readonly isAccountKnown: boolean;
  readonly hasProjects: boolean;
  readonly basket: Basket | null;
  /** How many notices are unread; null when that can not be told just now. */
  readonly unreadNotices: number | null;
}

/** The frame's one bar: 48 px, on every page. */
export function TopBar({ account, isAccountKnown, hasProjects, basket, unreadNotices }: TopBarProps) {
  const more = [
    ...(account ? [{ href: "/launches", text: "Launches" }] : []),
    ...(hasProjects ? [{ href: "/projects", text: "Projects" }] : []),
    ...(account ? [{ href: "/requests", text: "Requests" }] : []),
    ...(account?.managesEmbargo ? [{ href: "/admin/embargo", text: "Embargo" }] : []),
    { href: "/docs", text: "Documentation" },
    { href: "/help", text: "Help" },
  ];
  return (
    <header className="sticky top-0 z-30 h-12 border-b border-line bg-panel">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-panel focus:px-3 focus:py-1">
        Skip to content
      </a>
      <div className="flex h-12 items-center gap-1 px-4 sm:px-6">
        <Link href="/" className="mr-2 inline-flex h-9 items-center gap-2 rounded pr-1 text-base font-semibold tracking-tight sm:mr-4">
          <Mark />
          <span className="max-sm:sr-only">Airshower</span>
        </Link>
        <nav aria-label="Main" className="flex min-w-0 items-center">
          <NavLink href="/search">
            <Search size={16} aria-hidden />
            <span className="max-sm:sr-only">Search</span>
          </NavLink>
          <BasketLink initial={basket} />
          {account ? (
            <NavLink href="/launches" className="max-md:hidden">
              Launches
            </NavLink>
          ) : null}
          {hasProjects ? (
            <NavLink href="/projects" className="max-md:hidden">
              Projects
            </NavLink>
          ) : null}
          {account?.managesEmbargo ? (
            <NavLink href="/admin/embargo" className="max-md:hidden">
              Embargo
            </NavLink>
          ) : null}
        </nav>
        <div className="ml-auto flex items-center gap-1">
          <Link href="/help" aria-label="Help" title="Help" className="inline-flex size-9 items-center justify-center rounded text-muted hover:bg-raised hover:text-ink max-md:hidden">
            <CircleQuestionMark size={18} aria-hidden />
          </Link>
          {account ? <NoticeBell initial={unreadNotices} /> : null}
          {account ? <AccountMenu account={account} /> : isAccountKnown ? <SignInLink /> : null}
          <PhoneMenu links={more} />
        </div>
      </div>
    </header>
  );
}
