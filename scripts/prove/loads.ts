import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { manages, seesCollection } from "./oracle";
import { viewerOf } from "./read";
import type { Collection, Person, World } from "./world";

/** Loads are asked for and looked at by who manages the collection, unless it is denied to that person. */
export const loads = (world: World, person: Person, collection: Collection): boolean => manages(person, collection) && seesCollection(world, person, collection);

export const ASK_FOR_LOAD = "INSERT INTO collection_load (collection_id) VALUES ($1)";

/** Of each collection a load that one of its managers asked for: nobody else can. It has ended, so that another may be asked for. */
export async function askForLoads(world: World): Promise<void> {
  for (const [i, collection] of world.collections.entries()) {
    const asker = world.people.find((person) => loads(world, person, collection));
    if (asker) await withViewerSql(viewerOf(asker), (sql) => sql.run(ASK_FOR_LOAD, [i + 1]));
  }
  await withSystemSql("proof", (sql) => sql.run("UPDATE collection_load SET state = 'done', ended_at = now()"));
}
