import pg from "pg";
import { writeStore } from "@/lib/catalogue/load/load-store";
import type { Platform } from "./platform";
import { type SyntheticStore, syntheticStore } from "./synthetic-store";

/** A synthetic catalogue that grows to the sizes at which it is measured. */
export interface Catalogue {
  readonly size: number;
  /** The first store: what is searched for is in it, so that the same rows are asked for at every size. */
  readonly base: SyntheticStore;
}

export interface Loaded {
  readonly observations: number;
  readonly files: number;
  readonly seconds: number;
}

/** Loads a store that is made up while it is written, and tells how long that took. */
export async function loadStore({ content }: SyntheticStore): Promise<Loaded> {
  const started = performance.now();
  const { observations, products } = await writeStore(content);
  return { observations: observations.added, files: products.added, seconds: (performance.now() - started) / 1000 };
}

/** A store without files that brings the catalogue from one size to another. */
export function fillingStore(before: number, size: number): SyntheticStore {
  return syntheticStore({ name: `syn-${before}`, observations: size - before, products: false, member: false });
}

/** What autovacuum does within a minute of a load, now: statistics for the planner, and which pages all see. */
export async function settle(platform: Platform): Promise<void> {
  const client = new pg.Client({ connectionString: platform.superUrl });
  await client.connect();
  try {
    // As the worker does every half minute.
    await client.query("SELECT embargo.fold_open_sums()");
    await client.query("VACUUM (ANALYZE) open_sum, observation, project, collection, audit_entry, audit_seal, audit_pending, audit_head");
    await client.query("CHECKPOINT");
  } finally {
    await client.end();
  }
}
