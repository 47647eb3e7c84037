"use client";

import { Download } from "lucide-react";
import { asCurl, asPython } from "@/components/search/copy-as";
import { apiQuery, filtersOf, type SearchParams, searchHref, withoutPage } from "@/components/search/params";
import { buttonClass } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

/** All of a search as a file, as a link, or as a call to be made again. */
export function WaysToTakeAlong({ params }: { params: SearchParams }) {
  const query = apiQuery(withoutPage({ ...params, limit: undefined }));
  const file = (format: string) => `/api/v1/observations?${query ? `${query}&` : ""}format=${format}`;
  const here = () => window.location.origin;
  return (
    <>
      <p className="text-xs text-muted">All that the search finds, not this page alone. A file that breaks off did not arrive whole.</p>
      <div className="flex gap-2">
        {(["csv", "votable"] as const).map((format) => (
          <a key={format} className={buttonClass("quiet", "small")} href={file(format)} download>
            <Download size={14} aria-hidden /> {format === "csv" ? "CSV" : "VOTable"}
          </a>
        ))}
      </div>
      <div className="flex flex-col items-start">
        <CopyButton value={() => here() + searchHref(withoutPage(params))} what="a link to this search" text="Copy link" />
        <CopyButton value={() => asPython(here(), filtersOf(params), params.sort)} what="this search as Python" text="Copy as Python" />
        <CopyButton value={() => asCurl(here(), query)} what="this search as curl" text="Copy as curl" />
        <CopyButton value={() => `${here()}/api/v1/observations?${query}`} what="API call of this search" text="Copy API call" />
      </div>
      <p className="text-xs text-muted">A link shows everybody what they may see themselves.</p>
    </>
  );
}
