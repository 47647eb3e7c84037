import { Suspense } from "react";
import { managedCollections, titleForManagers } from "@/components/admin/frame/managed";
import { ManagedProjects } from "@/components/admin/projects/project-list";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";

export const generateMetadata = titleForManagers("Embargo");

export default async function EmbargoPage() {
  return (
    <Suspense fallback={<RowsSkeleton what="projects" />}>
      <ManagedProjects collections={await managedCollections()} />
    </Suspense>
  );
}
