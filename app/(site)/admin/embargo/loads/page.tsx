import { managedCollections, titleForManagers } from "@/components/admin/frame/managed";
import { LoadsPage } from "@/components/admin/loads/loads-page";

export const generateMetadata = titleForManagers("Loads");

export default async function EmbargoLoadsPage() {
  return <LoadsPage collections={await managedCollections()} />;
}
