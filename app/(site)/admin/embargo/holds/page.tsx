import { managedCollections, titleForManagers } from "@/components/admin/frame/managed";
import { HoldsPage } from "@/components/admin/holds/holds-page";

export const generateMetadata = titleForManagers("Holds and denials");

export default async function EmbargoHoldsPage() {
  return <HoldsPage collections={await managedCollections()} />;
}
