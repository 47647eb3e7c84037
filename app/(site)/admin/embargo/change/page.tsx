import { Suspense } from "react";
import { ChangePage } from "@/components/admin/change/change-page";
import { titleForManagers } from "@/components/admin/frame/managed";

export const generateMetadata = titleForManagers("Change the embargo");

export default function EmbargoChangePage() {
  return (
    <Suspense>
      <ChangePage />
    </Suspense>
  );
}
