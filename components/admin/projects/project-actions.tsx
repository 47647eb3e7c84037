"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { changeHref } from "@/components/admin/change/address";
import { buttonClass } from "@/components/ui/button";
import { formatCountOf } from "@/lib/units/format";

/** What can be done with one project, as links to the page that shows its effect first. */
export function ProjectActions({ code }: { code: string }) {
  return (
    <>
      <Link href={changeHref("hold", { projects: [code] })} className={buttonClass()}>
        Place a hold
      </Link>
      <Link href={changeHref("denial", { projects: [code] })} className={buttonClass()}>
        Deny a person
      </Link>
      <Link href={changeHref("emergency", { projects: [code] })} className={buttonClass()}>
        Emergency access
      </Link>
    </>
  );
}

/** The projects that are ticked, and what can be done with them. Sticks to the bottom of the window. */
export function SelectedProjects({ codes, clear }: { codes: readonly string[]; clear: () => void }) {
  const [only] = codes;
  return (
    <section aria-label="Selection" className="sticky bottom-0 z-20 -mx-4 mt-4 -mb-4 flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-t border-edge bg-panel px-4 py-2 text-sm sm:-mx-6 sm:px-6 lg:mx-0 lg:mb-0 lg:rounded lg:border lg:px-4">
      <p role="status" className="mr-auto flex items-center gap-1.5">
        <strong className="font-semibold">{formatCountOf(codes.length, "project")} selected</strong>
        <button type="button" aria-label="Clear selection" title="Clear selection" className="inline-flex size-7 items-center justify-center rounded text-muted hover:bg-raised" onClick={clear}>
          <X size={14} aria-hidden />
        </button>
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {codes.length === 1 && only ? <ProjectActions code={only} /> : <span className="text-xs text-muted">Holds, denials and emergency access: one project at a time.</span>}
        <Link href={changeHref("settings", { projects: codes })} className={buttonClass()}>
          Settings
        </Link>
        <Link href={changeHref("clocks", { projects: codes })} className={buttonClass("primary")}>
          Change clocks
        </Link>
      </div>
    </section>
  );
}
