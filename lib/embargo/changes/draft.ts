import { filterSql } from "@/lib/catalogue/filter-sql";
import type { ObservationFilter } from "@/lib/catalogue/schemas";
import type { Sql } from "@/lib/embargo/transaction";
import { orBlocked } from "./errors";
import type { Change, Chosen, Clock, ImportedClocks, OwnDate } from "./schemas";

/** How many ids of a long list a change keeps as they were given. */
const KEPT_IDS = 100;

type Wanted = Record<string, string | number | boolean | null> | null;
interface Parts {
  readonly body: Record<string, unknown>;
  readonly projects?: readonly { readonly code: string; readonly wanted: Wanted }[];
  readonly observations?: readonly string[];
  /** What a search finds, instead of ids. */
  readonly query?: ObservationFilter;
  /** One for all observations, or one for each. */
  readonly dates?: object;
  readonly collection?: string;
  readonly username?: string;
  readonly madeId?: string;
}

const draft = (keys: string) => `SELECT embargo.draft_change($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ${keys}) AS id`;

/**
 * Writes a change into the database with what it is about, undecided. The key of it.
 *
 * @param inTurn waits until no other change is being made
 * @throws NotFound when any of it is absent, or not the viewer's to manage. @throws ChangeBlocked
 */
export async function draftChange(sql: Sql, change: Change | ImportedClocks, reason: string, inTurn: boolean): Promise<string> {
  const parts = partsOf(change);
  const values = [
    change.kind,
    JSON.stringify(parts.body),
    reason,
    parts.projects ? JSON.stringify(parts.projects) : null,
    parts.observations ?? null,
    parts.dates ? JSON.stringify(parts.dates) : null,
    parts.collection ?? null,
    parts.username ?? null,
    parts.madeId ?? null,
    inTurn,
  ];
  const found = parts.query ? await foundKeys(sql, parts.query, values.length + 1) : { keys: "NULL", values: [] };
  const [row] = await orBlocked(sql.rows<{ id: string }>(draft(found.keys), [...values, ...found.values]));
  return row!.id;
}

function partsOf(change: Change | ImportedClocks): Parts {
  switch (change.kind) {
    case "project-clocks": {
      const wanted = { ...clockColumns("meta", change.meta), ...clockColumns("data", change.data) };
      return { body: change, projects: unique(change.codes).map((code) => ({ code, wanted })) };
    }
    case "project-settings": {
      const wanted = { ...(change.earlyReleaseApproval !== undefined && { early_release_approval: change.earlyReleaseApproval }), ...(change.whenRightEnds !== undefined && { when_right_ends: change.whenRightEnds }) };
      return { body: change, projects: unique(change.codes).map((code) => ({ code, wanted })) };
    }
    case "observation-dates":
      return { ...chosenParts(change, change.observations), dates: datesOf(change) };
    case "hold":
    case "denial":
    case "emergency": {
      const username = change.kind === "hold" ? undefined : change.username;
      if ("observations" in change.scope) return { ...chosenParts(change, change.scope.observations), username };
      if ("collection" in change.scope) return { body: change, collection: change.scope.collection, username };
      return { body: change, projects: [{ code: change.scope.project, wanted: null }], username };
    }
    case "lift-hold":
      return { body: change, madeId: change.holdId };
    case "lift-denial":
      return { body: change, madeId: change.denialId };
    case "import":
      return importParts(change);
  }
}

function importParts({ projects, observations }: ImportedClocks): Parts {
  const body = { kind: "import", projectCount: projects.length, observationCount: observations.length, projects: projects.slice(0, KEPT_IDS), observations: observations.slice(0, KEPT_IDS) };
  if (projects.length > 0) return { body, projects: projects.map(({ code, meta, data }) => ({ code, wanted: { ...clockColumns("meta", meta), ...clockColumns("data", data) } })) };
  return { body, observations: observations.map(({ id }) => id), dates: observations.map(datesOf) };
}

/** A long list is kept by its beginning; what the change is about stands in rows of its own. */
function chosenParts(change: Change, chosen: Chosen): Parts {
  const observations = Array.isArray(chosen) ? unique(chosen) : undefined;
  const kept = observations ? observations.slice(0, KEPT_IDS) : chosen;
  const body = "scope" in change ? { ...change, scope: { observations: kept } } : { ...change, observations: kept };
  return observations ? { body: { ...body, observationCount: observations.length }, observations } : { body, query: (chosen as { query: ObservationFilter }).query };
}

/** What a search finds, under the viewer's rights, of the collections that the viewer manages: as SQL, so that no key leaves the database. */
async function foundKeys(sql: Sql, query: ObservationFilter, firstParameter: number): Promise<{ keys: string; values: readonly unknown[] }> {
  const filter = await filterSql(sql, query, firstParameter);
  if (filter.empty) return { keys: "'{}'::bigint[]", values: [] };
  return { keys: `ARRAY(SELECT o.id FROM visible_observation o WHERE o.collection_id = ANY ((SELECT current_setting('app.managed')::int[])::int[]) AND (${filter.where}))`, values: filter.values };
}

function clockColumns(right: "meta" | "data", clock: Clock | undefined): Record<string, string | number | null> {
  if (!clock) return {};
  return { [`${right}_clock`]: clock.from, [`${right}_clock_date`]: clock.from === "fixed" ? clock.at : null, [`${right}_clock_months`]: clock.from === "fixed" ? null : clock.months };
}

function datesOf({ metaReleaseAt, dataReleaseAt }: { metaReleaseAt?: OwnDate; dataReleaseAt?: OwnDate }): Record<string, string | null> {
  const stored = (date: OwnDate) => (date === null ? "infinity" : date === "project" ? null : date);
  return { ...(metaReleaseAt !== undefined && { meta: stored(metaReleaseAt) }), ...(dataReleaseAt !== undefined && { data: stored(dataReleaseAt) }) };
}

const unique = (texts: readonly string[]) => [...new Set(texts)];
