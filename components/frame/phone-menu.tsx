import { Menu as MenuIcon } from "lucide-react";
import Link from "next/link";
import { Popover } from "@/components/ui/popover";

/** On narrow windows: what the top bar has no room for. */
export function PhoneMenu({ links }: { links: readonly { readonly href: string; readonly text: string }[] }) {
  return (
    <Popover
      id="phone-menu"
      name="Menu"
      buttonClassName="inline-flex size-9 items-center justify-center rounded text-muted hover:bg-raised md:hidden"
      label={<MenuIcon size={18} aria-hidden />}
    >
      <nav aria-label="More pages">
        {links.map(({ href, text }) => (
          <Link key={href} href={href} className="flex h-10 items-center rounded px-2 hover:bg-raised">
            {text}
          </Link>
        ))}
      </nav>
    </Popover>
  );
}
