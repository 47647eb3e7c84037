import { CollectionLoads } from "@/components/admin/loads/collection-loads";
import { PageHeader } from "@/components/ui/panel";

/** Has the stores of the collections that one manages loaded again, and tells what came of it. */
export function LoadsPage({ collections }: { collections: readonly string[] }) {
  return (
    <>
      <PageHeader title="Loads" note="When a store has grown, have it read again: new observations come in, changed files become new releases." />
      <div className="flex flex-col gap-4">
        {collections.map((collection) => (
          <CollectionLoads key={collection} collection={collection} />
        ))}
      </div>
    </>
  );
}
