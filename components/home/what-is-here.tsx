import Link from "next/link";
import { searchHref } from "@/components/search/params";
import type { Facets } from "@/lib/catalogue/schemas";
import { formatCount, formatCountOf } from "@/lib/units/format";

const mostTargets = 12;

/** What the catalogue holds for whoever looks: by instrument, and the targets that were looked at most. */
export function WhatIsHere({ facets, signedIn }: { facets: Facets; signedIn: boolean }) {
  if (facets.instrument.length === 0 && facets.target.length === 0) return null;
  return (
    <section aria-labelledby="here" className="flex flex-col gap-3">
      <h2 id="here" className="text-base font-semibold">
        What is here{signedIn ? " for you" : ""}
      </h2>
      <ul aria-label="Instruments" className="flex flex-wrap gap-x-6 gap-y-1">
        {facets.instrument.map(({ value, count }) => (
          <li key={value}>
            <Link href={searchHref({ instrument: value })} prefetch={false} className="font-medium text-accent underline">
              {value}
            </Link>{" "}
            <span className="text-muted">{formatCountOf(count, "observation")}</span>
          </li>
        ))}
      </ul>
      <ul aria-label="Targets" className="flex flex-wrap gap-1.5 text-xs">
        {facets.target.slice(0, mostTargets).map(({ value, count }) => (
          <li key={value}>
            <Link href={searchHref({ target: value })} prefetch={false} className="inline-flex h-6 items-center gap-1.5 rounded-full border border-line bg-panel px-2.5 hover:border-edge hover:bg-raised">
              {value} <span className="figures text-muted">{formatCount(count)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
