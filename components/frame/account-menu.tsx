import { CircleUser } from "lucide-react";
import Link from "next/link";
import { ThemeSwitch } from "@/components/preferences/switches";
import { Popover } from "@/components/ui/popover";

const line = "flex h-9 w-full items-center rounded px-2 text-left hover:bg-raised";

/** Who is signed in, and whether the embargo of some collection is in their hands. */
export interface Account {
  readonly username: string;
  readonly name: string | null;
  readonly managesEmbargo: boolean;
}

/** Who is signed in, the theme, settings, and the way out. */
export function AccountMenu({ account }: { account: Account }) {
  return (
    <Popover
      id="account-menu"
      name={`Account ${account.username}`}
      buttonClassName="inline-flex h-9 items-center gap-2 rounded px-2 text-sm font-medium text-muted hover:bg-raised hover:text-ink"
      label={
        <>
          <CircleUser size={18} aria-hidden />
          <span className="max-md:sr-only">{account.username}</span>
        </>
      }
    >
      <div className="border-b border-line px-2 pt-1 pb-2">
        <p className="truncate font-semibold">{account.name ?? account.username}</p>
        <p className="figures truncate text-xs text-muted">{account.username}</p>
      </div>
      <div className="border-b border-line px-2 py-2">
        <ThemeSwitch />
      </div>
      <nav aria-label="Account" className="pt-1">
        <Link href="/requests" className={line}>
          Requests
        </Link>
        <Link href="/manifests" className={line}>
          Data sets and links
        </Link>
        <Link href="/settings" className={line}>
          Settings and groups
        </Link>
        <Link href="/settings/tokens" className={line}>
          API tokens
        </Link>
        <form method="post" action="/api/auth/logout">
          <button type="submit" className={line}>
            Sign out
          </button>
        </form>
      </nav>
    </Popover>
  );
}
