import pg from "pg";
import { copyRows, type CopyValue } from "@/lib/catalogue/load/copy";
import type { LoadedObservation } from "@/lib/catalogue/load/content";
import { writeStore } from "@/lib/catalogue/load/load-store";
import type { ProjectEntry } from "@/lib/catalogue/load/projects-file";
import { observationColumns, observationValues } from "@/lib/catalogue/load/observation-columns";
import { skyIndex } from "@/lib/catalogue/sky";
import type { SyntheticStore } from "../synthetic-store";
import { withoutIndexes } from "./indexes";
import { fillProducts } from "./products";

/** So many come in one piece, each sorted by the sky as the loader sorts a store: an archive grows by deliveries. */
const PIECE = 200_000;

/**
 * Fills a store into the catalogue as one restores an archive, since ten million observations by the loader would take
 * most of an hour: its projects by the loader, its observations straight into the table under the embargo's own
 * triggers, its files made by the database, the indexes when all is there. What differs from a load: the rows of GADF's
 * indexes and the HDUs are left out, which no search reads.
 */
export async function fillCatalogue(superUrl: string, store: SyntheticStore, say: (line: string) => void): Promise<void> {
  if (await isFilled(superUrl, store)) return;
  await writeStore({ ...store.content, projects: store.content.projects.map(ofItsOwnClock), observations: [], products: [] });
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await client.query("SET synchronous_commit = off; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'");
    // With the default of 1 GB there would be a checkpoint every few seconds.
    await client.query("ALTER SYSTEM SET max_wal_size = '16GB'");
    await client.query("SELECT pg_reload_conf()");
    await withoutIndexes(client, say, async () => {
      await fillObservations(client, store, say);
      await fillProducts(client, store.content.collection.name, say);
    });
    say("statistics");
    await client.query("VACUUM (ANALYZE) observation, product, product_release, observation_product, project, collection");
    // Each piece wrote most of their rows anew, which takes an archive years: as tight as autovacuum keeps them over those.
    await client.query("VACUUM (FULL, ANALYZE) observation_spread");
    await client.query("VACUUM (FULL, ANALYZE) observation_tally");
    // The worker does so every half minute.
    await client.query("SELECT embargo.fold_open_sums()");
    await client.query("VACUUM (FULL, ANALYZE) open_sum");
    await client.query("ALTER SYSTEM RESET max_wal_size");
    await client.query("SELECT pg_reload_conf()");
    await client.query("SELECT embargo.refresh_statistics()");
    await client.query("CHECKPOINT");
  } finally {
    await client.end();
  }
}

/** Whether a run before this one filled it, in a folder that was kept. Half filled it has no indexes, and is of no use. */
async function isFilled(superUrl: string, { content }: SyntheticStore): Promise<boolean> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ filled: boolean; indexed: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM observation o JOIN collection c ON c.id = o.collection_id WHERE c.name = $1) AS filled, to_regclass('observation_hpx_start_mjd_idx') IS NOT NULL AS indexed`,
      [content.collection.name],
    );
    const { filled, indexed } = rows[0]!;
    if (!indexed) throw new Error("The kept catalogue was filled half: begin with an empty --data-dir");
    return filled;
  } finally {
    await client.end();
  }
}

/** A project that opens after its last observation would be written again with each piece: its data open by their own time. */
function ofItsOwnClock(project: ProjectEntry): ProjectEntry {
  return project.dataClock?.from === "last-observation" ? { ...project, dataClock: { from: "observation", months: 12 } } : project;
}

async function fillObservations(client: pg.Client, { content }: SyntheticStore, say: (line: string) => void): Promise<void> {
  const { rows: collections } = await client.query<{ id: number }>("SELECT id FROM collection WHERE name = $1", [content.collection.name]);
  const { rows: projects } = await client.query<{ id: number; code: string }>("SELECT id, code FROM project");
  const projectIds = new Map(projects.map(({ id, code }) => [code, id]));
  const valuesOf = (o: LoadedObservation): CopyValue[] => [collections[0]!.id, o.obsId, projectIds.get(o.projectCode!)!, 4_000_000, ...observationValues(o)];
  let filled = 0;
  for (const piece of piecesOf(content.observations)) {
    await copyRows({ client }, "observation", ["collection_id", "obs_id", "project_id", "size_bytes", ...observationColumns], piece.map(valuesOf));
    filled += piece.length;
    if (filled % (5 * PIECE) === 0) say(`${filled} observations`);
  }
}

function* piecesOf(observations: Iterable<LoadedObservation>): Generator<LoadedObservation[]> {
  let piece: { observation: LoadedObservation; hpx: number }[] = [];
  const sorted = () => piece.sort((a, b) => a.hpx - b.hpx).map(({ observation }) => observation);
  for (const observation of observations) {
    piece.push({ observation, hpx: skyIndex({ raDeg: observation.raDeg!, decDeg: observation.decDeg! }).hpx });
    if (piece.length < PIECE) continue;
    yield sorted();
    piece = [];
  }
  if (piece.length > 0) yield sorted();
}
