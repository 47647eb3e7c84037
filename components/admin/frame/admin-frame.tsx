import type { ReactNode } from "react";
import { SideLink } from "@/components/admin/frame/side-link";

const parts = [
  { href: "/admin/embargo", text: "Projects" },
  { href: "/admin/embargo/changes", text: "Changes" },
  { href: "/admin/embargo/holds", text: "Holds and denials" },
  { href: "/admin/embargo/csv", text: "Clocks as CSV" },
  { href: "/admin/embargo/loads", text: "Loads" },
  { href: "/admin/embargo/access", text: "Who may see what" },
  { href: "/admin/embargo/launches", text: "Launches" },
  { href: "/admin/embargo/audit", text: "Audit" },
  { href: "/admin/embargo/canaries", text: "Canaries" },
] as const;

/** The managers' pages: their list at the side (above on narrow windows), and what one manages. */
export function AdminFrame({ collections, children }: { collections: readonly string[]; children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-4 lg:grid-cols-[11rem_minmax(0,1fr)]">
      <aside className="min-w-0 lg:sticky lg:top-16 lg:self-start">
        <nav aria-label="Embargo">
          <ul className="flex gap-1 max-lg:-mx-4 max-lg:overflow-x-auto max-lg:px-4 max-lg:pb-1 max-sm:flex-wrap lg:flex-col">
            {parts.map((part) => (
              <li key={part.href}>
                <SideLink {...part} />
              </li>
            ))}
          </ul>
        </nav>
        <div className="mt-5 border-t border-line pt-3 text-xs text-muted max-lg:hidden">
          <p>You manage</p>
          <ul className="mt-1 space-y-0.5">
            {collections.map((name) => (
              <li key={name} className="figures break-all">
                {name}
              </li>
            ))}
          </ul>
        </div>
      </aside>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
