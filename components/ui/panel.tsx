import type { ReactNode } from "react";

/** A page's heading line: title left, actions right. */
export function PageHeader({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 pb-4">
      <div className="min-w-0">
        <h1 className="text-lg font-semibold break-words">{title}</h1>
        {note ? <p className="mt-1 text-sm text-muted">{note}</p> : null}
      </div>
      {children ? <div className="flex flex-wrap items-center gap-2">{children}</div> : null}
    </header>
  );
}

/** A framed part of a page with a heading of its own. */
export function Panel({ title, aside, children, id, flush = false }: { title: string; aside?: ReactNode; children: ReactNode; id?: string; flush?: boolean }) {
  const headingId = `${id ?? title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-heading`;
  return (
    <section id={id} aria-labelledby={headingId} className="min-w-0 rounded border border-line bg-panel">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
        <h2 id={headingId} className="text-sm font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      <div className={flush ? "" : "p-4"}>{children}</div>
    </section>
  );
}
