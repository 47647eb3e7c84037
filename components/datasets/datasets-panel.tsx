import Link from "next/link";
import { DatasetList } from "@/components/datasets/dataset-list";
import { datasetsShown } from "@/components/datasets/shown";
import { Panel } from "@/components/ui/panel";
import type { Dataset } from "@/lib/catalogue/dataset-schemas";

/** A project's datasets and containers in the data lake; nothing where its data were loaded from a folder. */
export function DatasetsPanel({ code, datasets }: { code: string; datasets: readonly Dataset[] }) {
  if (datasets.length === 0) return null;
  return (
    <Panel
      title="Datasets in the data lake"
      id="datasets"
      flush
      aside={
        datasets.length > datasetsShown ? (
          <Link href={`/datasets?${new URLSearchParams({ project: code })}`} prefetch={false} className="text-sm text-accent hover:underline">
            See all
          </Link>
        ) : null
      }
    >
      <DatasetList datasets={datasets.slice(0, datasetsShown)} />
    </Panel>
  );
}
