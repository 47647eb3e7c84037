"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import { managedProjectPages } from "@/components/admin/api/queries";
import { type Filters, filtersHref, queryOf, readFilters } from "@/components/admin/projects/filters";
import { SelectedProjects } from "@/components/admin/projects/project-actions";
import { projectColumns } from "@/components/admin/projects/project-columns";
import { ProjectFilters } from "@/components/admin/projects/project-filters";
import { CardTable } from "@/components/admin/table/card-table";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { Failure } from "@/components/api/failure";
import { Button, buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/message";
import { PageHeader } from "@/components/ui/panel";
import { formatCountOf } from "@/lib/units/format";

function go(filters: Filters) {
  window.history.pushState(null, "", filtersHref(filters));
}

/** All projects that one manages, what of them is shown, and what is chosen to be changed. */
export function ManagedProjects({ collections }: { collections: readonly string[] }) {
  const address = useSearchParams();
  const filters = useMemo(() => readFilters(new URLSearchParams(address.toString())), [address]);
  const list = useInfiniteQuery(managedProjectPages(queryOf(filters)));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const projects = list.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <>
      <PageHeader title="Embargo" note="The projects whose embargo you manage. You see their descriptions and read nothing by that office.">
        <a className={buttonClass()} href="/api/v1/embargo/clocks.csv" download>
          <Download size={16} aria-hidden /> Clocks as CSV
        </a>
      </PageHeader>
      <ProjectFilters filters={filters} collections={collections} go={go} />
      {list.isError ? <Failure what="The projects could not be loaded" error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} /> : null}
      {list.isPending ? <RowsSkeleton what="projects" /> : null}
      {list.data && projects.length === 0 ? (
        <div className="rounded border border-line bg-panel">
          <Empty title="No project fits" actions={Object.keys(filters).length > 0 ? <Button onClick={() => go({})}>Clear the filters</Button> : null}>
            <p>{filters.opensWithinDays ? `Nothing opens by itself within ${filters.opensWithinDays} days.` : "None of the projects that you manage is like this."}</p>
          </Empty>
        </div>
      ) : null}
      {projects.length > 0 ? (
        <>
          <p role="status" className="mb-2 text-sm text-muted">
            {formatCountOf(projects.length, "project")}
            {list.hasNextPage ? " and more" : ""}
          </p>
          <div className="rounded border border-line bg-panel">
            <CardTable
              name="Managed projects"
              rows={projects}
              keyOf={(project) => project.code}
              columns={projectColumns}
              isStale={list.isPlaceholderData}
              ticks={{
                isTicked: (project) => ticked.has(project.code),
                nameOf: (project) => `project ${project.code}`,
                onTick: (rows, on) =>
                  setTicked((now) => {
                    const codes = rows.map((project) => project.code);
                    return new Set(on ? [...now, ...codes] : [...now].filter((code) => !codes.includes(code)));
                  }),
              }}
            />
          </div>
          {list.hasNextPage ? (
            <div className="mt-3 flex justify-center">
              <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
                {list.isFetchingNextPage ? "Loading…" : "Show more"}
              </Button>
            </div>
          ) : null}
        </>
      ) : null}
      {ticked.size > 0 ? <SelectedProjects codes={[...ticked]} clear={() => setTicked(new Set())} /> : null}
    </>
  );
}
