import { READ_ITEMS } from "@/lib/basket/read-sql";
import { findBasket } from "@/lib/basket/revision";
import { matchIrfsSql } from "@/lib/catalogue/irf-match/match-irfs";
import type { Analysis } from "@/lib/catalogue/irf-match/needs";
import type { IrfMatch, ProductRole } from "@/lib/catalogue/schemas";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer } from "@/lib/embargo/viewer";
import type { IndexDefinition, IndexRow } from "@/lib/gadf/index-table";
import { COLLECTIONS, HDUS, OBSERVATIONS, RELEASES, STORE_RELEASES } from "./selection-sql";

/** One thing in the basket as the database sees it for this viewer now. Keys are the database's and stay inside. */
export interface SelectedItem {
  readonly id: string;
  readonly kind: "observation" | "product";
  readonly state: "readable" | "closed" | "gone";
  readonly opensAt: Date | null;
  readonly observationKey: string | null;
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

/** What the basket selects and what IRF matching says of it, by public id; read in one transaction, in which the basket does not change. */
export function readSelection(viewer: SignedInViewer, analysis: Analysis): Promise<{ selection: Selection; matches: Map<string, IrfMatch> }> {
  return withViewerSql(viewer, async (sql) => {
    const basket = await findBasket(sql, viewer, "FOR SHARE");
    const items = basket ? await sql.rows<SelectedItem>(READ_ITEMS, [basket.id]) : [];
    const pins = new Map(items.filter(({ state }) => state === "readable").flatMap((item) => item.pinProducts.map((product, i) => [releaseKey(product, item.pinReleases[i]!), { product, release: item.pinReleases[i]! }])));
    const found = await sql.rows<SelectedRelease>(RELEASES, [[...pins.values()].map(({ product }) => product), [...pins.values()].map(({ release }) => release)]);
    const releases = new Map(found.map((release) => [releaseKey(release.productId, release.release), release]));
    const observations = await readObservations(sql, items);
    const collectionIds = [...new Set([...found, ...observations].map(({ collectionId }) => collectionId))];
    const collections = await sql.rows<SelectedCollection>(COLLECTIONS, [collectionIds]);
    const names = new Map(collections.map((collection) => [collection.id, collection]));
    const matches = await matchIrfsSql(sql, observations.map(({ collectionId, obsId }) => `${names.get(collectionId)?.name}:${obsId}`), analysis);
    const selection = {
      basketRevision: basket?.revision ?? 0,
      items,
      releases,
      storeReleases: await sql.rows<SelectedRelease>(STORE_RELEASES, [collectionIds]),
      observations,
      hdus: await sql.rows<SelectedHdu>(HDUS, [observations.map(({ key }) => key)]),
      collections: names,
    };
    return { selection, matches: new Map(matches.map((match) => [match.observationId, match])) };
  });
}

/** In the order in which they were added. A file put in by its own id brings its bytes, not its observation. */
function readObservations(sql: Sql, items: readonly SelectedItem[]): Promise<SelectedObservation[]> {
  return sql.rows<SelectedObservation>(OBSERVATIONS, [items.filter(({ state }) => state === "readable").flatMap(({ observationKey }) => observationKey ?? [])]);
}
