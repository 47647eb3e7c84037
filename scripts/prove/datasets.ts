import type { Sql } from "@/lib/embargo/transaction";
import { discovers } from "./oracle";
import { insert, type Keys } from "./rows";
import type { Observation, Person, World } from "./world";

/** What a data lake keeps together in a world; of what there is, and so no further chance. */
export interface Grouped {
  readonly key: number;
  readonly collection: string;
  readonly kind: "dataset" | "container";
  readonly name: string;
  readonly members: readonly Observation[];
}

const scope = "lake";

/** Of each collection a container of all, a dataset of each observation with the one before it, one per project, and an empty one. */
export function datasetsOf(world: World): Grouped[] {
  const made = world.collections.flatMap(({ name: collection }) => {
    const all = world.observations.filter((o) => o.collection === collection);
    const dataset = (name: string, members: readonly Observation[]) => ({ collection, kind: "dataset" as const, name, members });
    return [
      { ...dataset("all", all), kind: "container" as const },
      ...all.map((o, i) => dataset(`pair-${i}`, all.slice(Math.max(0, i - 1), i + 1).concat(o).filter((each, n, list) => list.indexOf(each) === n))),
      ...world.projects.map(({ code }) => dataset(`of-${code}`, all.filter(({ project }) => project === code))),
      dataset("empty", []),
    ];
  });
  return made.map((each, i) => ({ key: i + 1, ...each }));
}

export const datasetId = ({ collection, name }: Grouped): string => `${collection}:${scope}:${name}`;
export const seenIn = (world: World, person: Person, { members }: Grouped): Observation[] => members.filter((o) => discovers(world, person, o));

/** As a harvest writes them; a detour has everything in every one of them at first. */
export async function writeDatasets(sql: Sql, world: World, keys: Keys, detour: boolean): Promise<void> {
  const datasets = datasetsOf(world);
  await insert(sql, "dataset", datasets.map((d) => ({ id: d.key, collection_id: keys.collection(d.collection), scope, name: d.name, kind: d.kind })));
  const members = datasets.flatMap((d) => d.members.map((o) => ({ dataset_id: d.key, observation_id: keys.observation(o.id) })));
  await insert(sql, "dataset_observation", members);
  if (!detour) return;
  await sql.run("INSERT INTO dataset_observation SELECT d.id, o.id FROM dataset d, observation o ON CONFLICT DO NOTHING");
  await sql.run("DELETE FROM dataset_observation WHERE (dataset_id, observation_id) NOT IN (SELECT * FROM unnest($1::int[], $2::bigint[]))", [members.map((m) => m.dataset_id), members.map((m) => m.observation_id)]);
}
