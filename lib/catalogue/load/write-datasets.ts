import type { Sql } from "@/lib/embargo/transaction";
import type { LoadedDatasets } from "./content";
import { copyRows } from "./copy";

export interface DatasetCounts {
  readonly added: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Observations that came into a dataset, or left one, of those that were there before and of new ones. */
  readonly membersAdded: number;
  readonly membersRemoved: number;
}

export const noDatasets: DatasetCounts = { added: 0, removed: 0, unchanged: 0, membersAdded: 0, membersRemoved: 0 };

/**
 * Makes the datasets of a scope what the data lake says that they are now, members that left included: a dataset is
 * Rucio's word about its files and has no history here.
 */
export async function writeDatasets(sql: Sql, collectionId: number, { scope, datasets }: LoadedDatasets): Promise<DatasetCounts> {
  await sql.run("CREATE TEMP TABLE load_dataset (name text, kind text) ON COMMIT DROP");
  await sql.run("CREATE TEMP TABLE load_dataset_member (name text, obs_id bigint) ON COMMIT DROP");
  await copyRows(sql, "load_dataset", ["name", "kind"], datasets.map(({ name, kind }) => [name, kind]));
  await copyRows(sql, "load_dataset_member", ["name", "obs_id"], membersOf(datasets));
  await sql.run("ANALYZE load_dataset");
  await sql.run("ANALYZE load_dataset_member");
  const removed = await sql.run("DELETE FROM dataset d WHERE d.collection_id = $1 AND d.scope = $2 AND NOT EXISTS (SELECT 1 FROM load_dataset l WHERE l.name = d.name AND l.kind = d.kind)", [collectionId, scope]);
  const added = await sql.run("INSERT INTO dataset (collection_id, scope, name, kind) SELECT $1, $2, name, kind FROM load_dataset ON CONFLICT DO NOTHING", [collectionId, scope]);
  await sql.run("CREATE TEMP TABLE load_dataset_now (dataset_id int, observation_id bigint) ON COMMIT DROP");
  await sql.run(
    `INSERT INTO load_dataset_now SELECT d.id, o.id FROM load_dataset_member l
     JOIN dataset d ON d.collection_id = $1 AND d.scope = $2 AND d.name = l.name
     JOIN observation o ON o.collection_id = $1 AND o.obs_id = l.obs_id`,
    [collectionId, scope],
  );
  await sql.run("ANALYZE load_dataset_now");
  const membersRemoved = await sql.run(
    `DELETE FROM dataset_observation m USING dataset d WHERE d.id = m.dataset_id AND d.collection_id = $1 AND d.scope = $2
       AND NOT EXISTS (SELECT 1 FROM load_dataset_now n WHERE n.dataset_id = m.dataset_id AND n.observation_id = m.observation_id)`,
    [collectionId, scope],
  );
  const membersAdded = await sql.run("INSERT INTO dataset_observation (dataset_id, observation_id) SELECT dataset_id, observation_id FROM load_dataset_now ON CONFLICT DO NOTHING");
  return { added, removed, unchanged: datasets.length - added, membersAdded, membersRemoved };
}

function* membersOf(datasets: LoadedDatasets["datasets"]): Generator<[string, string]> {
  for (const { name, obsIds } of datasets) for (const obsId of obsIds) yield [name, obsId];
}
