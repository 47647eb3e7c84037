import { Suspense } from "react";
import { titleForManagers } from "@/components/admin/frame/managed";
import { AccessPage } from "@/components/admin/oversight/access-page";

export const generateMetadata = titleForManagers("Who may see what");

export default function EmbargoAccessPage() {
  return (
    <Suspense>
      <AccessPage />
    </Suspense>
  );
}
