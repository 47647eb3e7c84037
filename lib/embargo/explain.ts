import { type CountingClock, findObservation, isDenied, type OwnGrant, readClocks, readGrants, readStanding, type Standing } from "./explain-facts";
import type { Sql } from "./transaction";

export const openRules = ["released", "project-group", "partner-group", "collection-group", "grant", "office"] as const;
export const closedRules = ["denied", "hold", "no-date-set", "embargoed"] as const;
export type Rule = (typeof openRules)[number] | (typeof closedRules)[number];

/** Why a right is open or closed. `group`: the IAM group that gives it. Moments are ISO 8601 UTC. */
export interface Decision {
  readonly allowed: boolean;
  readonly rule: Rule;
  readonly group: string | null;
  readonly grantId: string | null;
  /** When the public gets this right; null: no date is set, or a hold stops it. */
  readonly releaseAt: string | null;
  readonly clock: { readonly kind: CountingClock["kind"]; readonly project: string | null; readonly startsAt: string | null; readonly months: number | null } | null;
}

export interface GrantNamed extends Omit<OwnGrant, "from" | "until"> {
  readonly from: string;
  readonly until: string | null;
}

export interface AccessDecisions {
  readonly discover: Decision;
  /** `roles`: kinds of products that may be read by a grant though not all may. */
  readonly read: Decision & { readonly roles: string[] };
  /** The grants that cover it, in force or still to come. */
  readonly grants: GrantNamed[];
  /** The next change that happens by itself. */
  readonly next: { readonly at: string; readonly event: "discover-opens" | "read-opens" | "grant-begins" | "grant-ends"; readonly grantId: string | null } | null;
}

const iso = (date: Date | null) => date?.toISOString() ?? null;

/** Which rules let this transaction's viewer see and read one observation, or not; null when the viewer sees none. */
export async function explainObservation(sql: Sql, collection: string, obsId: string): Promise<AccessDecisions | null> {
  const found = await findObservation(sql, collection, obsId);
  const standing = found && (await readStanding(sql, found.id));
  if (!standing) return null;
  return decisionsOf(standing, standing, false, await readGrants(sql, found.id), await readClocks(sql, found.id));
}

/**
 * The same for another person, asked by a manager of the observation. The transaction is in that person's place from then on.
 *
 * @param username of somebody who has signed in here
 * @returns null for who does not manage it, and for a name that nobody has
 */
export async function explainForAnother(sql: Sql, collection: string, obsId: string, username: string): Promise<AccessDecisions | null> {
  const found = await findObservation(sql, collection, obsId);
  if (!found?.manages) return null;
  const [keys] = await sql.rows<{ id: string; collectionId: number; projectId: number | null }>('SELECT id, collection_id AS "collectionId", project_id AS "projectId" FROM observation WHERE id = $1', [found.id]);
  const [person] = await sql.rows<{ sub: string; groups: string[] }>('SELECT sub, groups FROM "user" WHERE username = $1', [username.toLowerCase()]);
  if (!keys || !person) return null;
  const [asManager, clocks] = [await readStanding(sql, found.id), await readClocks(sql, found.id)];
  await sql.rows("SELECT embargo.begin_viewer($1, $2)", [person.sub, person.groups]);
  const theirs = await readStanding(sql, found.id);
  return decisionsOf(theirs, asManager!, await isDenied(sql, keys), await readGrants(sql, found.id), clocks);
}

/**
 * The view has decided: `theirs` is null where it shows nothing. This names the rule by which it did. The public's right
 * comes first: it needs no group.
 */
function decisionsOf(theirs: Standing | null, row: Standing, denied: boolean, grants: readonly OwnGrant[], clocks: Awaited<ReturnType<typeof readClocks>>): AccessDecisions {
  const live = grants.filter(({ begun }) => begun);
  const reading = live.find(({ rights, roles }) => rights === "read" && roles === null);
  const closed = (held: boolean, releaseAt: Date | null): Rule => (denied ? "denied" : held ? "hold" : releaseAt === null ? "no-date-set" : "embargoed");
  const opened = (standing: Standing, isPast: boolean, grant: OwnGrant | undefined): Pick<Decision, "rule" | "group" | "grantId"> => {
    if (isPast) return { rule: "released", group: null, grantId: null };
    if (standing.projectGroup !== null) return { rule: "project-group", group: standing.projectGroup, grantId: null };
    if (standing.partnerGroup !== null) return { rule: "partner-group", group: standing.partnerGroup, grantId: null };
    if (standing.collectionGroup !== null) return { rule: "collection-group", group: standing.collectionGroup, grantId: null };
    return grant ? { rule: "grant", group: grant.granteeKind === "group" ? grant.grantee : null, grantId: grant.id } : { rule: "office", group: null, grantId: null };
  };
  const none = { group: null, grantId: null };
  const stopped = row.hold === 2 && theirs !== null;
  const discover = theirs ? (stopped ? { rule: "office" as const, ...none } : opened(theirs, theirs.metaIsPast, reading ?? live[0])) : { rule: closed(row.hold === 2, row.metaReleaseAt), ...none };
  const read = theirs?.readable ? opened(theirs, theirs.dataIsPast, reading) : { rule: closed(row.hold > 0, row.dataReleaseAt), ...none };
  const roles = theirs && row.hold === 0 && !theirs.readable ? [...new Set(live.flatMap(({ rights, roles: some }) => (rights === "read" && some ? some : [])))].sort() : [];
  return {
    discover: { allowed: theirs !== null, ...discover, releaseAt: iso(row.metaReleaseAt), clock: clockOf(clocks.discover) },
    read: { allowed: theirs?.readable ?? false, ...read, roles, releaseAt: iso(row.dataReleaseAt), clock: clockOf(clocks.read) },
    grants: grants.map((grant) => ({ ...grant, from: grant.from.toISOString(), until: iso(grant.until) })),
    next: denied || read.rule === "released" ? null : nextOf(row, grants),
  };
}

function clockOf(clock: CountingClock | null): Decision["clock"] {
  return clock && { kind: clock.kind, project: clock.project, startsAt: iso(clock.startsAt), months: clock.months };
}

/** What comes first: a release, or the beginning or end of a grant. */
function nextOf(row: Standing, grants: readonly OwnGrant[]): AccessDecisions["next"] {
  const events: { at: Date; event: NonNullable<AccessDecisions["next"]>["event"]; grantId: string | null }[] = [];
  if (row.metaReleaseAt && !row.metaIsPast) events.push({ at: row.metaReleaseAt, event: "discover-opens", grantId: null });
  if (row.dataReleaseAt && !row.dataIsPast) events.push({ at: row.dataReleaseAt, event: "read-opens", grantId: null });
  for (const { id, begun, from, until } of grants) {
    if (!begun) events.push({ at: from, event: "grant-begins", grantId: id });
    else if (until) events.push({ at: until, event: "grant-ends", grantId: id });
  }
  const [first] = events.sort((a, b) => a.at.getTime() - b.at.getTime());
  return first ? { ...first, at: first.at.toISOString() } : null;
}
