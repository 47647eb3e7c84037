import { withSystemSql } from "@/lib/embargo/transaction";
import type { StoreContent } from "./content";
import { copyProducts } from "./copy-products";
import { holdProjects } from "./hold-projects";
import { readStore, type ReadStoreOptions } from "./read-store";
import { type DatasetCounts, noDatasets, writeDatasets } from "./write-datasets";
import { writeJointProjects, writeManagers } from "./write-offices";
import { type ChangeCounts, writeObservations } from "./write-observations";
import { writeProducts } from "./write-products";
import { writeCollection, writeProjects } from "./write-projects";

export interface LoadReport {
  readonly observations: ChangeCounts;
  readonly products: ChangeCounts;
  readonly datasets: DatasetCounts;
  /** What managers set of the embargo and this load left as it is. */
  readonly kept: readonly string[];
  /** What is missing or odd in the store, with file and row. */
  readonly findings: readonly string[];
}

/** Reads a GADF store, takes its files into the lake and writes the catalogue, all of it or nothing. */
export async function loadStore(options: ReadStoreOptions): Promise<LoadReport> {
  const { content, findings } = await readStore(options);
  return { ...(await writeStore(content)), findings };
}

/** Writes a store's content in one transaction; two loads of one collection wait for each other. */
export function writeStore(content: StoreContent): Promise<Omit<LoadReport, "findings">> {
  return withSystemSql(`load collection ${content.collection.name}`, async (sql) => {
    // Sorts and joins of a whole store in memory, not on disk.
    await sql.run("SET LOCAL work_mem = '256MB'");
    await sql.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`load ${content.collection.name}`]);
    await holdProjects(sql, content.projects);
    const collectionId = await writeCollection(sql, content);
    const keptClocks = await writeProjects(sql, content.projects);
    await writeManagers(sql, collectionId, content.collection.managers);
    await writeJointProjects(sql, content.projects);
    await copyProducts(sql, content.products);
    const { kept, ...observations } = await writeObservations(sql, collectionId, content.observations);
    const products = await writeProducts(sql, collectionId, observations.changed + observations.unchanged > 0);
    const datasets = content.datasets ? await writeDatasets(sql, collectionId, content.datasets) : noDatasets;
    await sql.run("SELECT embargo.refresh_statistics()");
    return { observations, products, datasets, kept: [...keptClocks, ...(kept > 0 ? [`${kept} observations: dates were kept as managers set them; the projects file says what it said before`] : [])] };
  });
}
