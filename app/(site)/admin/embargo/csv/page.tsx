import { ExportPanel } from "@/components/admin/csv/export-panel";
import { ImportPanel } from "@/components/admin/csv/import-panel";
import { titleForManagers } from "@/components/admin/frame/managed";
import { PageHeader } from "@/components/ui/panel";

export const generateMetadata = titleForManagers("Clocks as CSV");

export default function ClocksCsvPage() {
  return (
    <>
      <PageHeader title="Clocks as CSV" note="For many projects or observations at once." />
      <div className="flex flex-col gap-4">
        <ExportPanel />
        <ImportPanel />
      </div>
    </>
  );
}
