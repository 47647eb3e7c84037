import { Suspense } from "react";
import { managedCollections, titleForManagers } from "@/components/admin/frame/managed";
import { AuditPage } from "@/components/admin/oversight/audit-page";
import { RowsSkeleton } from "@/components/admin/table/rows-skeleton";

export const generateMetadata = titleForManagers("Audit");

export default async function EmbargoAuditPage() {
  return (
    <Suspense fallback={<RowsSkeleton what="entries" />}>
      <AuditPage collections={await managedCollections()} />
    </Suspense>
  );
}
