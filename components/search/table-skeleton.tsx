import { Bar } from "@/components/ui/skeleton";

const rows = ["w-32", "w-28", "w-36", "w-24", "w-32", "w-28", "w-36", "w-30"] as const;

/** The table's shape while its rows are on their way. */
export function TableSkeleton() {
  return (
    <div aria-hidden className="mt-2">
      <div className="h-9 border-b border-edge max-sm:hidden" />
      {rows.map((width, index) => (
        <div key={index} className="flex h-[33px] items-center gap-4 border-b border-line bg-panel px-3 max-sm:mb-2 max-sm:h-28 max-sm:rounded max-sm:border">
          <Bar className="w-4" />
          <Bar className="w-14" />
          <Bar className={width} />
          <Bar className="w-24 max-md:hidden" />
          <Bar className="w-32 max-md:hidden" />
          <Bar className="ml-auto w-20" />
        </div>
      ))}
    </div>
  );
}

/** Facets and table while the server looks. */
export function ResultsSkeleton() {
  return (
    <div className="mt-4 grid grid-cols-1 gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <div aria-hidden className="flex flex-col gap-3 px-2 max-lg:hidden">
        <Bar className="w-16" />
        <Bar className="w-full" />
        <Bar className="w-4/5" />
        <Bar className="mt-4 w-20" />
        <Bar className="w-full" />
      </div>
      <div className="min-w-0">
        <p role="status" className="animate-appear text-sm text-muted">
          Loading observations…
        </p>
        <TableSkeleton />
      </div>
    </div>
  );
}
