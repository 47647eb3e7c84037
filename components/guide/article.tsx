import Link from "next/link";
import type { GuidePage } from "@/lib/guide/pages";
import type { RenderedPage } from "@/lib/guide/render";

/** One page of documentation beside the list of its sections. */
export function Article({ page, rendered: { html, sections } }: { page: GuidePage; rendered: RenderedPage }) {
  return (
    <div className="mx-auto flex max-w-5xl gap-8">
      <article className="prose min-w-0 flex-1" dangerouslySetInnerHTML={{ __html: html }} />
      <aside className="w-56 shrink-0 max-lg:hidden">
        <nav aria-label={`Sections of ${page.title}`} className="sticky top-16 text-sm">
          <Link href="/docs" className="mb-3 block font-medium text-accent">
            All documentation
          </Link>
          <ul className="space-y-1 border-l border-line">
            {sections.map(({ id, text }) => (
              <li key={id}>
                <a href={`#${id}`} className="-ml-px block border-l border-transparent py-0.5 pl-3 text-muted hover:border-accent hover:text-ink">
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </aside>
    </div>
  );
}
