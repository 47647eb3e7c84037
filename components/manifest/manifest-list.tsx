"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Failure } from "@/components/api/failure";
import { manifestListOptions } from "@/components/basket/manifest-queries";
import { Empty } from "@/components/ui/message";
import { RelativeTime } from "@/components/ui/relative-time";
import { Loading } from "@/components/ui/skeleton";
import { formatBytes, formatCountOf } from "@/lib/units/format";

/** One's own kept manifests, newest first, each with the way to its page, where it is shared or its link ended. */
export function ManifestList() {
  const list = useQuery(manifestListOptions());
  if (list.isError) return <Failure what="Your data sets could not be listed" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />;
  if (!list.data) return <Loading what="your data sets" />;
  if (list.data.items.length === 0) {
    return (
      <div className="rounded border border-line bg-panel">
        <Empty title="Nothing was frozen yet">
          <p>A basket is frozen when it is exported, launched or shared.</p>
        </Empty>
      </div>
    );
  }
  return (
    <ul className="rounded border border-line bg-panel">
      {list.data.items.map((manifest) => (
        <li key={manifest.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 text-sm last:border-0">
          <Link href={`/manifests/${manifest.id}`} prefetch={false} className="font-medium text-accent hover:underline">
            {formatCountOf(manifest.observationCount, "observation")}, {formatCountOf(manifest.fileCount, "file")}
          </Link>
          <span className="text-muted">
            {formatBytes(manifest.totalBytes)} · {manifest.launched ? "launched" : "exported"} <RelativeTime iso={manifest.createdAt} />
          </span>
          <span className={`ml-auto ${manifest.sharedAt ? "font-medium text-accent" : "text-muted"}`}>{manifest.sharedAt ? "shared by link" : "not shared"}</span>
        </li>
      ))}
    </ul>
  );
}
