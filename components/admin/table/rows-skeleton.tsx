import { Bar, Loading } from "@/components/ui/skeleton";

const widths = ["w-40", "w-32", "w-48", "w-36", "w-44"] as const;

/** A table's shape while its rows are on their way. */
export function RowsSkeleton({ what }: { what: string }) {
  return (
    <div className="rounded border border-line bg-panel">
      <div className="px-3 pt-2">
        <Loading what={what} />
      </div>
      {widths.map((width) => (
        <div key={width} aria-hidden className="flex h-12 items-center gap-6 border-b border-line px-3 last:border-0">
          <Bar className="w-4" />
          <Bar className={width} />
          <Bar className="w-40 max-sm:hidden" />
          <Bar className="ml-auto w-20" />
        </div>
      ))}
    </div>
  );
}
