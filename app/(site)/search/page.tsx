import type { Metadata } from "next";
import { Suspense } from "react";
import { FirstView } from "@/components/api/first-view";
import { projectKeys } from "@/components/projects/queries";
import { readParams, apiQuery, type SearchParams } from "@/components/search/params";
import { observationKeys } from "@/components/search/queries";
import { SearchResults } from "@/components/search/results";
import { SearchForm } from "@/components/search/search-form";
import { ResultsSkeleton } from "@/components/search/table-skeleton";
import { currentViewer } from "@/lib/auth/viewer";
import { observationFacets } from "@/lib/catalogue/facets";
import { listProjects } from "@/lib/catalogue/projects";
import { observationFilterSchema, observationQuerySchema } from "@/lib/catalogue/schemas";
import { searchObservations } from "@/lib/catalogue/search";

export const metadata: Metadata = { title: "Search" };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SearchPage({ searchParams }: PageProps) {
  const params = readParams(await searchParams);
  return (
    <div className="flex min-h-[calc(100dvh-80px)] flex-col">
      <h1 className="sr-only">Search observations</h1>
      <Suspense>
        <SearchForm />
      </Suspense>
      <Suspense fallback={<ResultsSkeleton />}>
        <Results params={params} />
      </Suspense>
    </div>
  );
}

/** The first answers come with the page. What the schema refuses is left to the API, which says what is wrong with it. */
async function Results({ params }: { params: SearchParams }) {
  const viewer = await currentViewer();
  const asked = Object.fromEntries(new URLSearchParams(apiQuery(params)));
  const answers = [
    { queryKey: observationKeys.list(params), queryFn: async () => searchObservations(viewer, observationQuerySchema.parse(asked)) },
    { queryKey: observationKeys.facets(params), queryFn: async () => observationFacets(viewer, observationFilterSchema.parse(asked)) },
    { queryKey: projectKeys.all, queryFn: async () => listProjects(viewer) },
  ];
  return (
    <FirstView answers={answers}>
      <SearchResults />
    </FirstView>
  );
}
