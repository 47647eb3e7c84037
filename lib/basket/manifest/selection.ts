import { idOrNotFound } from "@/lib/basket/id";
import { READ_ITEMS } from "@/lib/basket/read-sql";
import { findBasket } from "@/lib/basket/revision";
import { matchIrfsSql } from "@/lib/catalogue/irf-match/match-irfs";
import type { Demand } from "@/lib/catalogue/irf-match/needs";
import type { IrfMatch, ProductRole } from "@/lib/catalogue/schemas";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import type { IndexDefinition, IndexRow } from "@/lib/gadf/index-table";
import { type Earlier, newSince } from "./difference";
import { COLLECTIONS, EARLIER, HDUS, MANIFEST_ITEMS, OBSERVATIONS, RELEASES, STORE_RELEASES } from "./selection-sql";

/** One thing in the basket as the database sees it for this viewer now. Keys are the database's and stay inside. */
export interface SelectedItem {
  readonly id: string;
  readonly kind: "observation" | "product";
  readonly state: "readable" | "closed" | "gone";
  readonly opensAt: Date | null;
  readonly observationKey: string | null;
  readonly productKey: string | null;
  readonly withIrfs: boolean;
  readonly pinProducts: readonly string[];
  readonly pinReleases: readonly number[];
}

/** One release of a file that the viewer may read now. */
export interface SelectedRelease {
  readonly productId: string;
  readonly releaseId: string;
  readonly release: number;
  readonly collectionId: number;
  readonly name: string;
  readonly role: ProductRole;
  readonly sharing: "single" | "shared-irf" | "combined" | "store";
  readonly observationId: string | null;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
  readonly md5: string | null;
  readonly adler32: string | null;
}

/** An observation of the selection, as notebooks and indexes need it. Angles in degrees ICRS, times in seconds. */
export interface SelectedObservation {
  readonly key: string;
  readonly obsId: string;
  readonly collectionId: number;
  readonly targetName: string | null;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly targetRaDeg: number | null;
  readonly targetDecDeg: number | null;
  readonly zenithDeg: number | null;
  readonly livetimeSec: number | null;
  readonly energyThresholdTeV: number | null;
  readonly simulated: boolean;
  readonly projectCode: string | null;
  readonly indexRow: IndexRow | null;
}

export interface SelectedHdu {
  readonly observationKey: string;
  readonly productId: string;
  readonly release: number;
  readonly hduType: string;
  readonly hduClass: string | null;
  readonly hduName: string;
  readonly row: IndexRow;
  readonly containment: "full-enclosure" | "point-like" | null;
}

export interface SelectedCollection {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly obsIndex: IndexDefinition;
  readonly hduIndex: IndexDefinition;
}

export interface Selection {
  readonly basketRevision: number;
  readonly items: readonly SelectedItem[];
  readonly releases: ReadonlyMap<string, SelectedRelease>;
  readonly storeReleases: readonly SelectedRelease[];
  readonly observations: readonly SelectedObservation[];
  readonly hdus: readonly SelectedHdu[];
  readonly collections: ReadonlyMap<number, SelectedCollection>;
}

/** By what a release is found: its product and its number. */
export const releaseKey = (productId: string, release: number): string => `${productId}@${release}`;

/** Of what a store is made. */
export interface StoreChoice {
  /** One of the viewer's baskets; the current one without it. */
  readonly basketId?: string | undefined;
  /** In place of a basket: a kept manifest of the viewer's own or a shared one, as far as the viewer may read it now. */
  readonly manifestId?: string | undefined;
  /** An earlier manifest of the viewer's own: only what it did not hold. */
  readonly since?: string | undefined;
}

/**
 * What a basket or a manifest selects and what IRF matching says of it, by public id; read in one transaction, in which
 * the basket does not change.
 *
 * @param viewer anonymous has no basket, and may be shown a manifest all the same
 * @throws NotFound for a basket or manifest of which there is nothing for this viewer.
 */
export function readSelection(viewer: Viewer, analysis: Demand, choice: StoreChoice = {}): Promise<{ selection: Selection; matches: Map<string, IrfMatch> }> {
  return withViewerSql(viewer, async (sql) => {
    const { basketRevision, items: chosen } = await readItems(sql, viewer, choice);
    const pins = new Map(chosen.filter(({ state }) => state === "readable").flatMap((item) => item.pinProducts.map((product, i) => [releaseKey(product, item.pinReleases[i]!), { product, release: item.pinReleases[i]! }])));
    const found = await sql.rows<SelectedRelease>(RELEASES, [[...pins.values()].map(({ product }) => product), [...pins.values()].map(({ release }) => release)]);
    const releases = new Map(found.map((release) => [releaseKey(release.productId, release.release), release]));
    const items = choice.since === undefined ? chosen : newSince(chosen, await readEarlier(sql, choice.since), releases);
    const observations = await readObservations(sql, items);
    const collectionIds = [...new Set([...found, ...observations].map(({ collectionId }) => collectionId))];
    const collections = await sql.rows<SelectedCollection>(COLLECTIONS, [collectionIds]);
    const names = new Map(collections.map((collection) => [collection.id, collection]));
    const matches = await matchIrfsSql(sql, observations.map(({ collectionId, obsId }) => `${names.get(collectionId)?.name}:${obsId}`), analysis);
    const selection = {
      basketRevision,
      items,
      releases,
      storeReleases: await sql.rows<SelectedRelease>(STORE_RELEASES, [collectionIds]),
      observations,
      hdus: await sql.rows<SelectedHdu>(HDUS, [observations.map(({ key }) => key), [...new Set(found.map(({ productId }) => productId))]]),
      collections: names,
    };
    return { selection, matches: new Map(matches.map((match) => [match.observationId, match])) };
  });
}

/** In the order in which they were added. A file put in by its own id brings its bytes, not its observation. */
function readObservations(sql: Sql, items: readonly SelectedItem[]): Promise<SelectedObservation[]> {
  return sql.rows<SelectedObservation>(OBSERVATIONS, [items.filter(({ state }) => state === "readable").flatMap(({ observationKey }) => observationKey ?? [])]);
}

async function readItems(sql: Sql, viewer: Viewer, { basketId, manifestId }: StoreChoice): Promise<Pick<Selection, "basketRevision" | "items">> {
  if (manifestId !== undefined) {
    // By name: under nested policies the planning costs more than the reading, and PostgreSQL then keeps the plan.
    const { rows: items } = await sql.client.query<SelectedItem>({ name: "manifest-items", text: MANIFEST_ITEMS, values: [idOrNotFound(manifestId)] });
    if (items.length === 0) throw new NotFound();
    return { basketRevision: 0, items };
  }
  if (viewer.kind === "anonymous") throw new NotFound();
  const basket = await findBasket(sql, viewer, basketId ?? null, "FOR SHARE");
  return { basketRevision: basket?.revision ?? 0, items: basket ? await sql.rows<SelectedItem>(READ_ITEMS, [basket.id]) : [] };
}

async function readEarlier(sql: Sql, manifestId: string): Promise<Earlier> {
  const [row] = await sql.rows<{ pins: string[]; observations: string[] }>(EARLIER, [idOrNotFound(manifestId)]);
  if (!row) throw new NotFound();
  return { pins: new Set(row.pins), observations: new Set(row.observations) };
}
