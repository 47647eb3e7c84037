import type { Metadata } from "next";
import Link from "next/link";
import { DatasetSearch } from "@/components/datasets/dataset-search";
import { DatasetList } from "@/components/datasets/dataset-list";
import { Empty } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import { currentViewer } from "@/lib/auth/viewer";
import { datasetQuerySchema } from "@/lib/catalogue/dataset-schemas";
import { listDatasets } from "@/lib/catalogue/datasets";
import { BadCursor } from "@/lib/errors/requests";

export const metadata: Metadata = { title: "Datasets in the data lake" };

type Asked = Record<string, string | string[] | undefined>;
const names = ["q", "project", "collection", "cursor"] as const;

export default async function DatasetsPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const asked = await searchParams;
  const given = Object.fromEntries(names.flatMap((name) => (typeof asked[name] === "string" && asked[name] !== "" ? [[name, asked[name]]] : [])));
  // What the API would call a mistake in form finds nothing here.
  const query = datasetQuerySchema.safeParse({ ...given, limit: 50 });
  const viewer = await currentViewer();
  const page = query.success ? await listDatasets(viewer, query.data).catch(unlessBadCursor) : nothing;
  const { cursor: _, ...filter } = given;
  return (
    <>
      <PageHeader title="Datasets in the data lake" note="What Rucio keeps together under one name, as far as you may see its observations. A container holds all that is in the datasets below it." />
      <DatasetSearch q={filter.q} project={filter.project} />
      <div className="rounded border border-line bg-panel">
        {page.items.length > 0 ? (
          <DatasetList datasets={page.items} />
        ) : (
          <Empty title="No dataset">
            <p>Nothing of that name, of which you may see an observation. Data that were loaded from a folder are in no dataset: find them in the search.</p>
          </Empty>
        )}
      </div>
      {page.nextCursor ? (
        <p className="pt-3 text-sm">
          <Link className="text-accent hover:underline" href={`/datasets?${new URLSearchParams({ ...filter, cursor: page.nextCursor })}`}>
            Next page
          </Link>
        </p>
      ) : null}
    </>
  );
}

const nothing = { items: [], nextCursor: null };

function unlessBadCursor(error: unknown) {
  if (error instanceof BadCursor) return nothing;
  throw error;
}
