import type { z } from "zod";
import { type IrfKind, irfKinds, type IrfMatch, type irfMatchRequestSchema } from "@/lib/catalogue/schemas";
import { type Sql, withViewerSql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import type { IrfCandidate, MatchObservation } from "./candidate";
import { disagreementsOf } from "./disagreements";
import { namedByHeader } from "./event-header";
import { type IrfDistance, NearestIrfs } from "./nearest";
import { type Containment, type Demand, type Need, needsOf } from "./needs";
import { neighbourhoods } from "./neighbourhood";
import { readByName, readLinked, readNear, readObservations } from "./read";

/**
 * The IRFs of each observation, and by which rule: what its store links; else what its event header names; else, as a
 * proposal only, the nearest of the same instrument and analysis. Says what is ambiguous, what is missing for the
 * analysis, and where an IRF's header disagrees with the observation, for a wrong IRF raises no error anywhere. Whatever
 * the number of observations, it asks the database four times at most. Ids that the viewer can not see are left out.
 */
export async function matchIrfs(viewer: Viewer, { observationIds, analysis }: z.output<typeof irfMatchRequestSchema>): Promise<{ items: IrfMatch[] }> {
  return { items: await withViewerSql(viewer, (sql) => matchIrfsSql(sql, observationIds, analysis)) };
}

/** The same inside a transaction of the viewer's. */
export async function matchIrfsSql(sql: Sql, observationIds: readonly string[], analysis: Demand): Promise<IrfMatch[]> {
  const matches = await matchObservations(sql, await readObservations(sql, observationIds), analysis);
  return [...new Set(observationIds)].flatMap((id) => matches.get(id) ?? []);
}

/** The same for observations that were read before, by public id. */
export async function matchObservations(sql: Sql, observations: readonly MatchObservation[], analysis: Demand): Promise<Map<string, IrfMatch>> {
  if (observations.length === 0) return new Map();
  const linked = await readLinked(sql, observations);
  const searches = observations.map((observation) => beginSearch(observation, linked.get(observation.key) ?? [], analysis));
  await takeNamed(sql, searches);
  await takeNearest(sql, searches);
  return new Map(searches.map((search) => [search.observation.id, matchOf(search)]));
}

interface Chosen {
  readonly candidate: IrfCandidate;
  readonly rule: IrfMatch["components"][number]["rule"];
  readonly distance: IrfDistance | null;
}

/** One observation on its way through the rules; what is found leaves `open`. */
interface Search {
  readonly observation: MatchObservation;
  readonly analysis: Demand;
  readonly containment: Containment | null;
  readonly chosen: Map<IrfKind, Chosen>;
  readonly ambiguous: Map<IrfKind, readonly IrfCandidate[]>;
  open: readonly Need[];
}

function beginSearch(observation: MatchObservation, linked: readonly IrfCandidate[], analysis: Demand): Search {
  const containment = containmentOf(linked);
  const search: Search = { observation, analysis, containment, chosen: new Map(), ambiguous: new Map(), open: [] };
  for (const { kind } of linked) {
    if (!isSettled(search, kind)) take(search, kind, linked.filter((candidate) => candidate.kind === kind), "linked");
  }
  const radiusKnown = linked.some(({ irf }) => typeof irf.radMaxDeg === "number");
  search.open = needsOf(analysis, containment).filter(({ kind }) => !isSettled(search, kind) && !(kind === "rad_max" && radiusKnown));
  return search;
}

/** Of the effective area, else of whatever says it. */
function containmentOf(candidates: readonly IrfCandidate[]): Containment | null {
  const said = (kind?: IrfKind) => candidates.find((candidate) => candidate.irf.containment && (kind === undefined || candidate.kind === kind))?.irf.containment;
  return said("aeff") ?? said() ?? null;
}

const isSettled = ({ chosen, ambiguous }: Search, kind: IrfKind) => chosen.has(kind) || ambiguous.has(kind);

/** One HDU is chosen; several of one kind are for a person to choose from. */
function take(search: Search, kind: IrfKind, candidates: readonly IrfCandidate[], rule: "linked" | "event-header"): void {
  const distinct = candidates.length < 2 ? candidates : [...new Map(candidates.map((candidate) => [`${candidate.productId}[${candidate.hduName}]`, candidate])).values()];
  const [only] = distinct;
  if (only && distinct.length === 1) search.chosen.set(kind, { candidate: only, rule, distance: null });
  else if (only) search.ambiguous.set(kind, distinct);
}

async function takeNamed(sql: Sql, searches: readonly Search[]): Promise<void> {
  const naming = searches.filter((search) => search.open.length > 0 && search.observation.analysis.irf);
  if (naming.length === 0) return;
  const candidates = await readByName(sql, openKinds(naming), [...new Set(naming.map((search) => search.observation.analysis.irf!))]);
  for (const search of naming) {
    const named = namedByHeader(search.observation, candidates);
    for (const { kind } of search.open) take(search, kind, named.filter((candidate) => candidate.kind === kind), "event-header");
    search.open = search.open.filter(({ kind }) => !isSettled(search, kind));
  }
}

/** Proposes only what the analysis can not do without. */
async function takeNearest(sql: Sql, searches: readonly Search[]): Promise<void> {
  const lacking = searches.filter((search) => search.open.some(({ blocks }) => blocks));
  const places = neighbourhoods(lacking.map(({ observation }) => observation));
  if (places.length === 0) return;
  const candidates = new NearestIrfs(await readNear(sql, openKinds(lacking), places));
  for (const search of lacking) {
    let containment = search.containment ?? containmentOf([...search.chosen.values()].map(({ candidate }) => candidate));
    for (const { kind } of search.open.filter(({ blocks }) => blocks)) {
      const nearest = candidates.find(kind, search.observation, containment);
      if (!nearest) continue;
      search.chosen.set(kind, { ...nearest, rule: "nearest" });
      // Proposals go together: the first one decides for the others.
      containment ??= nearest.candidate.irf.containment ?? null;
    }
    search.open = search.open.filter(({ kind }) => !isSettled(search, kind));
  }
}

const openKinds = (searches: readonly Search[]): IrfKind[] => [...new Set(searches.flatMap((search) => search.open.map(({ kind }) => kind)))];

function matchOf(search: Search): IrfMatch {
  const { observation, chosen, ambiguous, open } = search;
  const containment = search.containment ?? containmentOf([...chosen.values()].map(({ candidate }) => candidate));
  return {
    observationId: observation.id,
    containment,
    components: inOrder(chosen).map(([kind, { candidate, rule, distance }]) => ({
      kind,
      productId: candidate.productId,
      hduName: candidate.hduName,
      hduClass: candidate.irf.hduClass ?? candidate.hduClass,
      rule,
      proposed: rule === "nearest",
      distance,
      // How far a proposal is off is its distance; that it is off at all is no disagreement.
      disagreements: rule === "nearest" ? [] : disagreementsOf(candidate, observation, containment),
    })),
    ambiguous: inOrder(ambiguous).map(([kind, candidates]) => ({ kind, candidates: candidates.map(({ productId, hduName }) => ({ productId, hduName })).sort(byName) })),
    missing: open.map(({ kind, blocks }) => ({ kind, blocks })),
  };
}

function inOrder<Value>(found: ReadonlyMap<IrfKind, Value>): [IrfKind, Value][] {
  if (found.size === 0) return [];
  return irfKinds.filter((kind) => found.has(kind)).map((kind) => [kind, found.get(kind)!]);
}

function byName(a: { productId: string; hduName: string }, b: { productId: string; hduName: string }): number {
  return `${a.productId}[${a.hduName}]` < `${b.productId}[${b.hduName}]` ? -1 : 1;
}
