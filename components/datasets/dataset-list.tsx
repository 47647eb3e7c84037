import Link from "next/link";
import { AddDataset } from "@/components/datasets/add-dataset";
import type { Dataset } from "@/lib/catalogue/dataset-schemas";
import { formatBytes, formatCountOf, formatDate } from "@/lib/units/format";
import { mjdToIso } from "@/lib/units/time";

const kinds: Record<Dataset["kind"], string> = { dataset: "dataset", container: "container" };

/** `2024-01-10 to 2024-03-02`, the days (UTC) of its first observation's start and its last one's end. */
export function daysText({ firstStartMjd, lastEndMjd }: Pick<Dataset, "firstStartMjd" | "lastEndMjd">): string {
  const [first, last] = [formatDate(mjdToIso(firstStartMjd)), formatDate(mjdToIso(lastEndMjd))];
  return first === last ? first : `${first} to ${last}`;
}

/** How many of its observations one may read, where that is not all of them. */
export function readableText({ observationCount, readableCount }: Pick<Dataset, "observationCount" | "readableCount">): string {
  if (readableCount === observationCount) return "all readable now";
  return readableCount === 0 ? "none readable yet" : `${readableCount} readable now`;
}

/** Datasets and containers of the data lake: what one sees in each, the way to its observations, and into the basket as a whole. */
export function DatasetList({ datasets }: { datasets: readonly Dataset[] }) {
  return (
    <ul>
      {datasets.map((dataset) => (
        <li key={dataset.id} className="grid items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 text-sm last:border-0 md:grid-cols-[minmax(0,1fr)_auto]">
          <div className="min-w-0">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <Link href={`/search?${new URLSearchParams({ dataset: dataset.id })}`} prefetch={false} className="figures font-semibold break-all text-accent hover:underline">
                {dataset.did}
              </Link>
              <span className="text-xs text-muted">{kinds[dataset.kind]}</span>
            </p>
            <p className="text-xs text-muted">
              {formatCountOf(dataset.observationCount, "observation")}, {readableText(dataset)} · {formatBytes(dataset.sizeBytes)} · {daysText(dataset)}
              {dataset.projects.length > 0 ? ` · ${dataset.projects.join(", ")}` : ""} · collection {dataset.collection}
            </p>
          </div>
          <AddDataset id={dataset.id} did={dataset.did} />
        </li>
      ))}
    </ul>
  );
}
