"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const start = "/admin/embargo";

/** Whether a part of the managers' pages is where `path` is; the list of projects also holds the pages of each. */
export function isPartOf(path: string, href: string): boolean {
  if (href === start) return path === start || path.startsWith(`${start}/projects`);
  return path === href || path.startsWith(`${href}/`);
}

export function SideLink({ href, text }: { href: string; text: string }) {
  const isHere = isPartOf(usePathname(), href);
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={isHere ? "page" : undefined}
      className={`block rounded px-2.5 py-1.5 text-sm whitespace-nowrap ${isHere ? "bg-accent-soft font-medium text-accent-strong" : "text-muted hover:bg-raised hover:text-ink"}`}
    >
      {text}
    </Link>
  );
}
