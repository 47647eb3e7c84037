import { CardTable, type Column } from "@/components/admin/table/card-table";
import { Message } from "@/components/ui/message";
import type { ImportFault } from "@/lib/embargo/changes/office-schemas";
import { absent, formatCountOf } from "@/lib/units/format";

const columns: readonly Column<ImportFault>[] = [
  { head: "Line", isTitle: true, className: "figures", cell: (fault) => <span className="max-sm:before:content-['Line_']">{fault.line}</span> },
  { head: "Column", cell: (fault) => <span className="figures">{fault.column ?? absent}</span> },
  { head: "What is wrong", className: "w-2/3", cell: (fault) => <span className="break-words">{fault.message}</span> },
];

/** What is wrong with a file, line by line. */
export function FaultTable({ faults, lineCount }: { faults: readonly ImportFault[]; lineCount: number }) {
  return (
    <div className="flex flex-col gap-3">
      <Message look="failed" role="alert" title={`${formatCountOf(faults.length, "fault")} in ${formatCountOf(lineCount, "line")}. Nothing was changed.`}>
        <p>Mend the file, then check it again: it is applied whole or not at all.</p>
      </Message>
      <div className="rounded border border-line">
        <CardTable name="Faults of the file" rows={faults} keyOf={(fault) => `${fault.line} ${fault.column} ${fault.message}`} columns={columns} />
      </div>
    </div>
  );
}
