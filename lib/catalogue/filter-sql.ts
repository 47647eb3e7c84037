import type { Sql } from "@/lib/embargo/transaction";
import { type Direction, separationDeg, unitVector } from "@/lib/units/sphere";
import { nightFromDate } from "@/lib/units/time";
import { parseDatasetId } from "./dataset-id";
import { ParameterList } from "./parameter-list";
import type { ObservationFilter } from "./schemas";
import { parseSearchText, type SearchText } from "./search-text";
import { LEAST_COSINE, parsePolygon } from "./polygon";
import { type HpxRange, polygonRanges, skyRanges } from "./sky";
import { targetKey, targetKeyEnd } from "./target-key";

/** A filter as SQL over the alias `o` of `visible_observation`. */
export interface FilterSql {
  /** A condition to stand after WHERE; its parameters begin at the number that was asked for. */
  readonly where: string;
  readonly values: readonly unknown[];
  /** The distance of the pointing from the searched position, degrees, over the same parameters; null without a position. */
  readonly offset: string | null;
  /** The searched position; null without one. */
  readonly centre: Direction | null;
  /** How far from the searched position, or the middle of the polygon, any pointing can be, degrees; null without either. */
  readonly reachDeg: number | null;
  /** The same rows by the sky alone: runs of its pixels, and a condition for each of them. Null where anything else is asked for too. */
  readonly sky: SkySql | null;
  /** How long the time is that is asked for; null where it has no beginning or no end. */
  readonly days: number | null;
  /** The best plan is the same for whatever values stand in its text: worth preparing. */
  readonly steady: boolean;
  /** True when nothing can match: what was asked for does not exist, or is hidden. No table need be read. */
  readonly empty: boolean;
}

export interface SkySql {
  /** To stand after FROM, before LATERAL. */
  readonly runs: string;
  readonly where: string;
}

/** What has to be known before the condition can be written: keys behind names, under the viewer's own rights. */
interface Scope {
  /** The project of the code, and the partners under whose codes a joint one is kept too. */
  readonly projectIds: number[];
  readonly collectionId: number | null;
  readonly textCollectionId: number | null;
  readonly datasetId: number | null;
  readonly widestFovDeg: number | null;
  readonly longestDays: number | null;
  readonly ownProjects: number[] | null;
  readonly ownCollections: number[] | null;
  readonly grantedCollections: number[] | null;
  readonly granted: string[] | null;
}

const SCOPE = `SELECT CASE WHEN $1::text IS NULL THEN '{}' ELSE embargo.with_partners(array_remove(ARRAY[embargo.project_named($1)], NULL)) END AS "projectIds",
  (SELECT id FROM collection WHERE name = $2) AS "collectionId",
  (SELECT id FROM collection WHERE name = $3) AS "textCollectionId",
  bounds.widest_fov_deg AS "widestFovDeg", bounds.longest_days AS "longestDays",
  own.projects AS "ownProjects", own.collections AS "ownCollections", own.granted_collections AS "grantedCollections", own.granted
  FROM search_bound bounds, embargo.own_scope() own`;

/** Apart, since its policy looks at observations: setting that up would cost each search by project. */
const DATASET_SCOPE = `SELECT d.id FROM dataset d JOIN collection c ON c.id = d.collection_id WHERE c.name = $1 AND d.scope = $2 AND d.name = $3`;

const noScope: Scope = { projectIds: [], collectionId: null, textCollectionId: null, datasetId: null, widestFovDeg: null, longestDays: null, ownProjects: null, ownCollections: null, grantedCollections: null, granted: null };
const nothing: FilterSql = { where: "false", values: [], offset: null, centre: null, reachDeg: null, sky: null, days: null, steady: false, empty: true };

/**
 * Turns a filter into SQL, inside the viewer's transaction: names of projects and collections are resolved there, and
 * one that is hidden is as unknown. Who may see what is none of its business: `visible_observation` decides.
 */
export async function filterSql(sql: Sql, filter: ObservationFilter, firstParameter = 1): Promise<FilterSql> {
  const text = filter.q === undefined ? null : parseSearchText(filter.q);
  const scope = needsScope(filter, text) ? await readScope(sql, filter, text) : noScope;
  const parameters = new ParameterList(firstParameter);
  const others = [
    ...nameConditions(filter, text, scope, parameters),
    ...timeConditions(filter, scope, parameters),
    ...valueConditions(filter, parameters),
    ...accessConditions(filter, scope, parameters),
    ...basketConditions(filter),
  ];
  const position = positionConditions(filter, scope, parameters);
  const polygon = polygonConditions(filter, parameters);
  const conditions = [...others, ...position.conditions, ...polygon.conditions];
  if (conditions.includes("false")) return nothing;
  const isSkyAlone = others.length === 0 && (position.sky === null) !== (polygon.sky === null);
  return {
    where: conditions.join(" AND ") || "true", values: parameters.values, offset: position.offset, centre: position.centre,
    reachDeg: position.reachDeg ?? polygon.reachDeg,
    sky: isSkyAlone ? (position.sky ?? polygon.sky) : null, days: daysOf(filter), steady: isSteady(filter), empty: false,
  };
}

function daysOf({ startMjd, endMjd, night }: ObservationFilter): number | null {
  if (night !== undefined) return 1;
  return startMjd === undefined || endMjd === undefined ? null : endMjd - startMjd;
}

/**
 * Equality by keys. Of a range, a plan that does not know the values takes the first rows to come soon and reads the whole
 * archive when they do not; and runs of sky pixels make nearly every text another.
 */
const steadyFilters = new Set<string>(["project", "collection", "instrument", "target", "access"] satisfies (keyof ObservationFilter)[]);

function isSteady(filter: ObservationFilter): boolean {
  return Object.entries(filter).every(([name, value]) => value === undefined || steadyFilters.has(name));
}

function needsScope(filter: ObservationFilter, text: SearchText | null): boolean {
  return filter.project !== undefined || filter.collection !== undefined || filter.dataset !== undefined || (text?.collection ?? null) !== null || filter.raDeg !== undefined || filter.startMjd !== undefined || filter.access === "mine";
}

async function readScope(sql: Sql, filter: ObservationFilter, text: SearchText | null): Promise<Scope> {
  const values = [filter.project ?? null, filter.collection ?? null, text?.collection ?? null];
  const { rows } = await sql.client.query<Omit<Scope, "datasetId">>({ name: "search-scope", text: SCOPE, values });
  return { ...(rows[0] ?? noScope), datasetId: await datasetNamed(sql, filter.dataset) };
}

async function datasetNamed(sql: Sql, id: string | undefined): Promise<number | null> {
  const key = id === undefined ? null : parseDatasetId(id);
  if (!key) return null;
  const [row] = await sql.kept<{ id: number }>("dataset-scope", DATASET_SCOPE, [key.collection, key.scope, key.name]);
  return row?.id ?? null;
}

function nameConditions(filter: ObservationFilter, text: SearchText | null, scope: Scope, p: ParameterList): string[] {
  const conditions: string[] = [];
  if (filter.project !== undefined) conditions.push(projectCondition(scope.projectIds, p));
  if (filter.collection !== undefined) conditions.push(scope.collectionId === null ? "false" : `o.collection_id = ${p.add(scope.collectionId)}::int`);
  if (filter.dataset !== undefined) conditions.push(datasetCondition(scope.datasetId, p));
  if (filter.instrument !== undefined) conditions.push(`o.instrument = ${p.add(filter.instrument)}::text`);
  if (filter.target !== undefined) conditions.push(`o.target_key COLLATE "C" = ${p.add(targetKey(filter.target))}::text`);
  if (text) conditions.push(textCondition(text, scope, p));
  return conditions;
}

/** One key as an equality: pages then come in the order of the index. */
function projectCondition(projectIds: readonly number[], p: ParameterList): string {
  if (projectIds.length === 0) return "false";
  return projectIds.length === 1 ? `o.project_id = ${p.add(projectIds[0])}::int` : `o.project_id = ANY (${p.add(projectIds)}::int[])`;
}

/** Its members' keys are read once: what joins them row by row is planned for an archive of which any row could be one. */
function datasetCondition(datasetId: number | null, p: ParameterList): string {
  return datasetId === null ? "false" : `o.id = ANY (ARRAY(SELECT m.observation_id FROM dataset_observation m WHERE m.dataset_id = ${p.add(datasetId)}::int))`;
}

function textCondition(text: SearchText, scope: Scope, p: ParameterList): string {
  if (text.collection !== null && scope.textCollectionId === null) return "false";
  const either: string[] = [];
  if (text.collection !== null) either.push(`(o.collection_id = ${p.add(scope.textCollectionId)}::int AND o.obs_id = ${p.add(text.obsId)}::bigint)`);
  else if (text.obsId !== null) either.push(`o.obs_id = ${p.add(text.obsId)}::bigint`);
  if (text.targetPrefix !== null) {
    either.push(`(o.target_key COLLATE "C" >= ${p.add(text.targetPrefix)}::text AND o.target_key COLLATE "C" < ${p.add(targetKeyEnd(text.targetPrefix))}::text)`);
  }
  return either.length === 0 ? "false" : `(${either.join(" OR ")})`;
}

/** One microday more than any real one: the bounds are there to read little, the exact comparison decides. */
const MARGIN_DAYS = 1e-6;

function timeConditions(filter: ObservationFilter, scope: Scope, p: ParameterList): string[] {
  const conditions: string[] = [];
  if (filter.startMjd !== undefined) {
    if (scope.longestDays === null) return ["false"];
    conditions.push(`o.end_mjd >= ${p.add(filter.startMjd)}::float8 AND o.start_mjd >= ${p.add(filter.startMjd - scope.longestDays - MARGIN_DAYS)}::float8`);
  }
  if (filter.endMjd !== undefined) conditions.push(`o.start_mjd <= ${p.add(filter.endMjd)}::float8`);
  if (filter.night !== undefined) {
    const night = nightFromDate(filter.night);
    // A night lies, at whatever longitude, within these two days and a half: that finds it by the index on time.
    conditions.push(`o.night_mjd = ${p.add(night)}::int AND o.start_mjd >= ${p.add(night - 0.5)}::float8 AND o.start_mjd < ${p.add(night + 2.5)}::float8`);
  }
  return conditions;
}

function valueConditions(filter: ObservationFilter, p: ParameterList): string[] {
  const conditions: string[] = [];
  if (filter.zenithMaxDeg !== undefined) conditions.push(`o.zenith_deg <= ${p.add(filter.zenithMaxDeg)}::float8`);
  if (filter.livetimeMinSec !== undefined) conditions.push(`o.livetime_sec >= ${p.add(filter.livetimeMinSec)}::float8`);
  if (filter.quality !== undefined) conditions.push(`o.quality <= ${p.add(filter.quality)}::int`);
  return conditions;
}

function accessConditions(filter: ObservationFilter, scope: Scope, p: ParameterList): string[] {
  if (filter.access === "readable") return ["o.readable"];
  if (filter.access !== "mine") return [];
  const [projects, collections] = [scope.ownProjects ?? [], scope.ownCollections ?? []];
  const where: string[] = [];
  if (projects.length > 0) where.push(`o.project_id = ANY (${p.add(projects)}::int[])`);
  if (collections.length > 0) where.push(`(o.project_id IS NULL AND o.collection_id = ANY (${p.add(collections)}::int[]))`);
  if (scope.grantedCollections?.length) where.push(`o.collection_id = ANY (${p.add(scope.grantedCollections)}::int[])`);
  if (scope.granted?.length) where.push(`o.id = ANY (${p.add(scope.granted)}::bigint[])`);
  return where.length === 0 ? ["false"] : ["o.mine", `(${where.join(" OR ")})`];
}

type PlaceSql = Pick<FilterSql, "reachDeg" | "sky"> & { readonly conditions: string[] };

/** How far a pointing is from a position, degrees, where the position's unit vector stands in SQL. Source: chord of the unit sphere. */
export function offsetSql([x, y, z]: readonly string[]): string {
  const chord = `sqrt((o.unit_x - ${x}) * (o.unit_x - ${x}) + (o.unit_y - ${y}) * (o.unit_y - ${y}) + (o.unit_z - ${z}) * (o.unit_z - ${z}))`;
  return `2 * degrees(asin(least(1, ${chord} / 2)))`;
}

/** More than any error of a cosine: what is nearer than this says is within a cone, however its distance is rounded. */
const COSINE_MARGIN = 1e-12;

/** DRIFT observations have no position on the sky (hpx is NULL) and match none. */
function positionConditions(filter: ObservationFilter, scope: Scope, p: ParameterList): PlaceSql & Pick<FilterSql, "offset" | "centre"> {
  const { raDeg, decDeg, offsetMaxDeg } = filter;
  if (raDeg === undefined || decDeg === undefined) return { conditions: [], offset: null, centre: null, reachDeg: null, sky: null };
  const centre = unitVector({ raDeg, decDeg });
  const axes = centre.map((part) => `${p.add(part)}::float8`);
  const offset = offsetSql(axes);
  if (scope.widestFovDeg === null) return { conditions: ["false"], offset, centre, reachDeg: 0, sky: null };
  const radiusDeg = filter.radiusDeg ?? 0;
  const byPointing = filter.match === "pointing";
  const reachDeg = Math.min(byPointing ? radiusDeg : scope.widestFovDeg + radiusDeg, offsetMaxDeg ?? 180, 180);
  const exact = [`${offset} <= ${byPointing ? "" : "o.fov_radius_deg + "}${p.add(radiusDeg)}::float8`];
  if (offsetMaxDeg !== undefined) exact.push(`${offset} <= ${p.add(offsetMaxDeg)}::float8`);
  // Of a cone nearly all that its pixels hold is clearly within it, which a scalar product tells with a third of the operations.
  const cosine = `o.unit_x * ${axes[0]} + o.unit_y * ${axes[1]} + o.unit_z * ${axes[2]}`;
  const within = byPointing ? [`(${cosine} >= ${p.add(Math.cos((reachDeg * Math.PI) / 180) + COSINE_MARGIN)}::float8 OR (${exact.join(" AND ")}))`] : exact;
  return { ...placeSql(skyRanges({ raDeg, decDeg }, reachDeg, daysOf(filter) !== null), within, p), offset, centre, reachDeg };
}

/** Pixels by index, then exactly, where the sides are straight. PostgreSQL takes what lies within 0.2 arcseconds of a side as inside. */
function polygonConditions({ polygon: text }: ObservationFilter, p: ParameterList): PlaceSql {
  if (text === undefined) return { conditions: [], reachDeg: null, sky: null };
  const polygon = parsePolygon(text);
  if ("fault" in polygon) return { conditions: ["false"], reachDeg: null, sky: null };
  const along = (axis: Direction) => `(${["x", "y", "z"].map((name, i) => `o.unit_${name} * ${p.add(axis[i])}::float8`).join(" + ")})`;
  const depth = along(polygon.middle);
  const [u, v] = polygon.axes.map(along);
  const shape = p.add(`(${polygon.plane.map((point) => `(${point.join(",")})`).join(",")})`);
  const inside = `CASE WHEN ${depth} > ${LEAST_COSINE} THEN ${shape}::polygon @> point(${u} / ${depth}, ${v} / ${depth}) ELSE false END`;
  return { ...placeSql(polygonRanges(polygon), [inside], p), reachDeg: Math.max(...polygon.vectors.map((vertex) => separationDeg(vertex, polygon.middle))) };
}

/** Runs of pixels and what is compared exactly within them: as one condition, whose elements the planner knows one by one, and run by run. */
function placeSql(ranges: readonly HpxRange[], exact: readonly string[], p: ParameterList): Pick<PlaceSql, "conditions" | "sky"> {
  const runs = ranges.map(([from, to]) => [`${p.add(from)}::int`, `${p.add(to)}::int`] as const);
  return {
    conditions: [`(${runs.map(([first, last]) => `o.hpx BETWEEN ${first} AND ${last}`).join(" OR ")})`, ...exact],
    sky: { runs: `(VALUES ${runs.map((run) => `(${run.join(", ")})`).join(", ")}) AS run(first_hpx, last_hpx)`, where: ["o.hpx BETWEEN run.first_hpx AND run.last_hpx", ...exact].join(" AND ") },
  };
}

/** What the viewer's current basket holds; nobody else's is among the rows that this reads. Without a basket, nothing is in it. */
const IN_BASKET = "o.id IN (SELECT i.observation_id FROM basket_item i WHERE i.observation_id IS NOT NULL AND i.basket_id = (SELECT b.id FROM basket b WHERE b.owner_sub = embargo.me() AND b.is_current))";

function basketConditions({ basket }: ObservationFilter): string[] {
  if (basket === undefined) return [];
  return [basket === "in" ? IN_BASKET : `NOT (${IN_BASKET})`];
}
