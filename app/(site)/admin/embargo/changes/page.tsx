import { Suspense } from "react";
import { ChangeHistory } from "@/components/admin/changes/change-list";
import { titleForManagers } from "@/components/admin/frame/managed";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";
import { PageHeader } from "@/components/ui/panel";

export const generateMetadata = titleForManagers("Changes of the embargo");

export default function ChangesPage() {
  return (
    <>
      <PageHeader title="Changes" note="What managers have changed of the embargo, and what waits for a second one." />
      <Suspense fallback={<RowsSkeleton what="changes" />}>
        <ChangeHistory />
      </Suspense>
    </>
  );
}
