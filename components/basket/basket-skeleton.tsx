import { PageHeader } from "@/components/ui/panel";
import { Bar, Loading } from "@/components/ui/skeleton";

/** The basket's shape while its items are on their way. */
export function BasketSkeleton() {
  return (
    <>
      <PageHeader title="Basket" />
      <Loading what="the basket" />
      <div aria-hidden className="mt-2 flex flex-col gap-px">
        {["w-40", "w-32", "w-36", "w-28"].map((width) => (
          <div key={width} className="flex h-11 items-center gap-4 rounded border border-line bg-panel px-4">
            <Bar className="w-16" />
            <Bar className={width} />
            <Bar className="ml-auto w-24" />
          </div>
        ))}
      </div>
    </>
  );
}
