import { Bar, Loading } from "@/components/ui/skeleton";

/** The shape of the list of launches while it is on its way. */
export function LaunchListSkeleton() {
  return (
    <div className="flex flex-col gap-4 rounded border border-line bg-panel p-4">
      <Loading what="launches" />
      <Bar className="w-3/4" />
      <Bar className="w-2/3" />
    </div>
  );
}
