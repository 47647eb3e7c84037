"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** A link of the top bar that knows when one is there. */
export function NavLink({ href, children, className = "" }: { href: string; children: ReactNode; className?: string }) {
  const path = usePathname();
  const isHere = path === href || path.startsWith(`${href}/`);
  return (
    <Link
      href={href}
      aria-current={isHere ? "page" : undefined}
      className={`inline-flex h-12 items-center gap-2 border-y-2 border-t-transparent px-2.5 text-sm font-medium whitespace-nowrap ${isHere ? "border-b-accent text-ink" : "border-b-transparent text-muted hover:text-ink"} ${className}`}
    >
      {children}
    </Link>
  );
}
