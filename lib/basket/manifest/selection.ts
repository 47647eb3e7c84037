import { idOrNotFound } from "@/lib/basket/id";
import { READ_ITEMS } from "@/lib/basket/read-sql";
import { findBasket } from "@/lib/basket/revision";
import type { MatchObservation } from "@/lib/catalogue/irf-match/candidate";
import { matchObservations } from "@/lib/catalogue/irf-match/match-irfs";
import type { Demand } from "@/lib/catalogue/irf-match/needs";
import type { IrfMatch } from "@/lib/catalogue/schemas";
import { keyList, type Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { NotFound } from "@/lib/errors/requests";
import type { IndexDefinition, IndexRow } from "@/lib/gadf/index-table";
import { type Earlier, newSince } from "./difference";
import { writeItems } from "./write-items";
import { releasesOf, type ReleaseRow, type SelectedRelease } from "./releases";
import { COLLECTIONS, EARLIER, HDUS, INDEX_ROWS, MANIFEST_ITEMS, OBSERVATIONS, PROJECTS, RELEASES, STORE_RELEASES } from "./selection-sql";

export type { SelectedRelease } from "./releases";

/** One thing in the basket as the database sees it for this viewer now. Keys are the database's and stay inside. */
export interface SelectedItem {
  readonly id: string;
  readonly kind: "observation" | "product";
  readonly state: "readable" | "closed" | "gone";
  readonly opensAt: Date | null;
  readonly observationKey: string | null;
  readonly productKey: string | null;
  readonly withIrfs: boolean;
  /** The releases that it pins, by what they are found (`SelectedRelease.key`). */
  readonly pins: readonly string[];
}

/** Products and the numbers of their releases, each with blanks between. */
type ItemRow = Omit<SelectedItem, "pins"> & { readonly pinProducts: string; readonly pinReleases: string };

/** What an observation's IRFs must fit and a notebook does not tell of it. */
export type MatchConditions = Omit<MatchObservation, "key" | "id" | "collection" | "obsId" | "zenithDeg" | "simulated">;

/** An observation of the selection, as IRF matching, notebooks and indexes need it. Angles in degrees ICRS, times in seconds. */
export interface SelectedObservation extends MatchObservation {
  readonly collectionId: number;
  readonly targetName: string | null;
  readonly raDeg: number | null;
  readonly decDeg: number | null;
  readonly targetRaDeg: number | null;
  readonly targetDecDeg: number | null;
  readonly livetimeSec: number | null;
  readonly energyThresholdTeV: number | null;
  /** Its project's key in the database. */
  readonly projectId: number | null;
  readonly projectCode: string | null;
  readonly indexRow: IndexRow | null;
}

export interface SelectedHdu {
  readonly observationKey: string;
  /** The release that has it (`SelectedRelease.key`). */
  readonly pin: string;
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

/** What is selected, as far as the places of files follow from it. */
export interface SelectedFiles {
  readonly basketRevision: number;
  readonly items: readonly SelectedItem[];
  readonly releases: ReadonlyMap<string, SelectedRelease>;
  readonly storeReleases: readonly SelectedRelease[];
  readonly observations: readonly SelectedObservation[];
  readonly collections: ReadonlyMap<number, SelectedCollection>;
}

export interface Selection extends SelectedFiles {
  readonly hdus: readonly SelectedHdu[];
}

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
 * What a basket or a manifest selects and what IRF matching says of it, by public id; in the transaction the basket does not
 * change. Its files come first, so that they can be given their places while the rest is read: its HDUs, and what its
 * observations' index rows and projects are, which until then are null.
 *
 * @param viewer anonymous has no basket, and may be shown a manifest all the same
 * @throws NotFound for a basket or manifest of which there is nothing for this viewer.
 */
export async function readSelection(sql: Sql, viewer: Viewer, analysis: Demand, choice: StoreChoice = {}): Promise<{ files: SelectedFiles; rest: Promise<{ selection: Selection; matches: Map<string, IrfMatch> }> }> {
  const { basketRevision, items: chosen } = await readItems(sql, viewer, choice);
  const finding = readReleases(sql, chosen);
  // With nothing to compare with, all of them are wanted: the database finds them while the releases are taken in.
  const early = choice.since === undefined ? readObservations(sql, chosen) : null;
  const found = releasesOf(await finding);
  const releases = new Map(found.map((release) => [release.key, release]));
  const items = choice.since === undefined ? chosen : newSince(chosen, await readEarlier(sql, choice.since), releases);
  const rows = await (early ?? readObservations(sql, items));
  const inCollections = new Set(found.map(({ collectionId }) => collectionId));
  for (const { collectionId } of rows) inCollections.add(collectionId);
  const collectionIds = [...inCollections];
  const [collectionRows, projects, storeReleases] = await Promise.all([
    sql.rows<SelectedCollection>(COLLECTIONS, [collectionIds]),
    sql.rows<{ id: number; code: string }>(PROJECTS, [[...new Set(rows.flatMap(({ projectId }) => projectId ?? []))]]),
    sql.rows<ReleaseRow>(STORE_RELEASES, [collectionIds]),
  ]);
  const collections = new Map(collectionRows.map((collection) => [collection.id, collection]));
  const codes = new Map(projects.map(({ id, code }) => [id, code]));
  const observations = rows.filter((row) => isNamed(row, collections.get(row.collectionId), codes));
  const files = { basketRevision, items, releases, storeReleases: releasesOf(storeReleases), observations, collections };
  const rest = readRest(sql, observations, found, analysis).then(({ hdus, matches }) => ({ selection: { ...files, hdus }, matches }));
  // Who waits for it may have failed by then.
  rest.catch(() => undefined);
  return { files, rest };
}

/** Asked for together, so that the database goes on while what came before is taken in. */
async function readRest(sql: Sql, observations: readonly ObservationRow[], releases: readonly SelectedRelease[], analysis: Demand): Promise<{ hdus: SelectedHdu[]; matches: Map<string, IrfMatch> }> {
  const keys = keyList(observations.map(({ key }) => key));
  const [hdus, matches, [index]] = await Promise.all([
    sql.rows<SelectedHdu>(HDUS, [keys, keyList(releases.map(({ productId }) => productId))]),
    matchObservations(sql, observations, analysis),
    sql.rows<{ rows: Record<string, IndexRow> }>(INDEX_ROWS, [keys]),
  ]);
  for (const observation of observations) observation.indexRow = index!.rows[observation.key] ?? null;
  return { hdus, matches };
}

/** Each release that a readable item pins, once. */
function readReleases(sql: Sql, items: readonly SelectedItem[]): Promise<ReleaseRow[]> {
  const pins = [...new Set(items.flatMap(({ state, pins: own }) => (state === "readable" ? own : [])))];
  const places = pins.map((pin) => pin.indexOf("@"));
  return sql.kept<ReleaseRow>("selected-releases", RELEASES, [keyList(pins.map((pin, i) => pin.slice(0, places[i]))), keyList(pins.map((pin, i) => pin.slice(places[i]! + 1)))]);
}

/** As the database gives it, with empty places for what is put to it here: of thousands none is copied. */
type ObservationRow = { -readonly [Field in keyof SelectedObservation]: SelectedObservation[Field] };

/** The row itself with its public names. One whose collection was closed a moment ago is closed too. */
function isNamed(row: ObservationRow, collection: SelectedCollection | undefined, codes: ReadonlyMap<number, string>): boolean {
  if (!collection) return false;
  row.projectCode = row.projectId === null ? null : (codes.get(row.projectId) ?? null);
  row.id = `${collection.name}:${row.obsId}`;
  row.collection = collection.name;
  return true;
}

/** In the order in which they were added. A file put in by its own id brings its bytes, not its observation. */
function readObservations(sql: Sql, items: readonly SelectedItem[]): Promise<ObservationRow[]> {
  return sql.rows<ObservationRow>(OBSERVATIONS, [keyList(items.filter(({ state }) => state === "readable").flatMap(({ observationKey }) => observationKey ?? []))]);
}

async function readItems(sql: Sql, viewer: Viewer, { basketId, manifestId }: StoreChoice): Promise<Pick<Selection, "basketRevision" | "items">> {
  if (manifestId !== undefined) {
    const id = idOrNotFound(manifestId);
    if (viewer.kind === "user") await writeItems(sql, id);
    const items = await sql.kept<ItemRow>("manifest-items", MANIFEST_ITEMS, [id]);
    if (items.length === 0) throw new NotFound();
    return { basketRevision: 0, items: items.map(withPins) };
  }
  if (viewer.kind === "anonymous") throw new NotFound();
  const basket = await findBasket(sql, viewer, basketId ?? null, "FOR SHARE");
  return { basketRevision: basket?.revision ?? 0, items: basket ? (await sql.kept<ItemRow>("basket-items", READ_ITEMS, [basket.id])).map(withPins) : [] };
}

function withPins({ pinProducts, pinReleases, ...item }: ItemRow): SelectedItem {
  const releases = pinReleases.split(" ");
  return { ...item, pins: pinProducts === "" ? [] : pinProducts.split(" ").map((product, i) => `${product}@${releases[i]}`) };
}

async function readEarlier(sql: Sql, manifestId: string): Promise<Earlier> {
  const [row] = await sql.rows<{ pins: string[]; observations: string[] }>(EARLIER, [idOrNotFound(manifestId)]);
  if (!row) throw new NotFound();
  return { pins: new Set(row.pins), observations: new Set(row.observations) };
}
