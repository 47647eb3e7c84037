import Link from "next/link";

interface Task {
  readonly title: string;
  readonly text: string;
  /** As one writes it in the box. */
  readonly box: string;
  readonly href: string;
}

/** Positions as in the portal's list of targets. */
const tasks: readonly Task[] = [
  { title: "Try it with public data", text: "No account is needed to look, to search and to download.", box: "access:readable", href: "/search?access=readable" },
  { title: "What was seen of a place", text: "Whose field of view covers it, widened by two degrees.", box: 'near:"Crab Nebula" radius:2', href: "/search?raDeg=83.6331&decDeg=22.0145&radiusDeg=2" },
  { title: "Data for a spectrum", text: "Low zenith angle, the best quality, twenty minutes or more.", box: "zenith:<40 quality:<=0 livetime:>20", href: "/search?zenithMaxDeg=40&livetimeMinSec=1200&quality=0" },
];

/** Searches to begin with, by what one wants to do; each shows how it is written. */
export function Tasks() {
  return (
    <section aria-labelledby="tasks" className="flex flex-col gap-3">
      <h2 id="tasks" className="text-base font-semibold">
        Begin with
      </h2>
      <ul className="grid gap-3 sm:grid-cols-3">
        {tasks.map(({ title, text, box, href }) => (
          <li key={title}>
            <Link href={href} prefetch={false} className="flex h-full flex-col gap-1 rounded border border-line bg-panel p-4 hover:border-edge hover:bg-raised">
              <span className="font-medium text-accent">{title}</span>
              <span className="text-sm text-muted">{text}</span>
              <code className="figures mt-auto pt-2 text-xs break-words">{box}</code>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
