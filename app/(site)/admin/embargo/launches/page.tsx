import { titleForManagers } from "@/components/admin/frame/managed";
import { LaunchesPage } from "@/components/admin/oversight/launches-page";

export const generateMetadata = titleForManagers("Launches whose right ended");

export default function EmbargoLaunchesPage() {
  return <LaunchesPage />;
}
