import { titleForManagers } from "@/components/admin/frame/managed";
import { CanaryPage } from "@/components/admin/oversight/canary-page";

export const generateMetadata = titleForManagers("Canaries");

export default function CanariesPage() {
  return <CanaryPage />;
}
