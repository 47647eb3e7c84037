import { createHash } from "node:crypto";
import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { orBlocked } from "./errors";
import type { Effect, Opening, PartyEffect } from "./schemas";

const PROPOSE = `SELECT observation_count AS "observationCount", observation_ids AS "observationIds", fingerprint, projects, openings, embargo.needs_second_manager($1, false) AS "needsSecondManager",
  (SELECT c.person IS NOT NULL FROM embargo_change c WHERE c.id = $1) AS personal
FROM embargo.propose_change($1)`;
const PERSON = "SELECT kind, name, sub, groups FROM embargo.change_parties($1) WHERE kind = 'person'";

/** Puts the transaction in somebody's place. */
const BE = "SELECT embargo.begin_viewer($1, $2)";
/** What each party gains and loses, in that party's place. */
const WEIGH = 'SELECT kind, name, discover_gained AS "discoverGained", discover_lost AS "discoverLost", read_gained AS "readGained", read_lost AS "readLost" FROM embargo.weigh_parties($1)';
const COUNT = `SELECT coalesce(sum(row_count), 0)::int AS seen, coalesce(sum(row_count) FILTER (WHERE readable), 0)::int AS readable FROM visible_observation_proposed`;

interface Party extends Pick<PartyEffect, "kind" | "name"> {
  readonly sub: string | null;
  readonly groups: string[];
}
interface Proposed extends Pick<Effect, "observationCount" | "observationIds" | "projects" | "needsSecondManager"> {
  readonly fingerprint: string;
  /** It changes one person's rights, and no row. */
  readonly personal: boolean;
  readonly openings: Opening[];
}

/**
 * What a draft would do, to everybody whom it concerns. It is tried and judged within a savepoint, by the policies
 * that judge every request, and rolled back.
 *
 * @param body what was asked for: a digest is good for that only
 */
export async function effectOf(sql: Sql, viewer: Viewer, changeId: string, body: unknown): Promise<Effect> {
  await sql.run("SAVEPOINT look");
  const [proposed] = await orBlocked(sql.rows<Proposed>(PROPOSE, [changeId]));
  const { fingerprint, openings, personal, ...about } = proposed!;
  const parties = personal ? [await weighOne(sql, viewer, changeId)] : await sql.rows<PartyEffect>(WEIGH, [changeId]);
  // Whose rights the transaction has is rolled back with the rest.
  await sql.run("ROLLBACK TO SAVEPOINT look");
  const told = { ...about, parties, openings: openings.map(isoDates) };
  const digest = createHash("sha256").update(JSON.stringify([body, fingerprint, told])).digest("base64url").slice(0, 32);
  return { digest, ...told };
}

/** A change of one person's rights leaves the rows as they are: the change itself is made, and the same rows counted again. */
async function weighOne(sql: Sql, viewer: Viewer, changeId: string): Promise<PartyEffect> {
  const [{ kind, name, sub, groups }] = (await sql.rows<Party>(PERSON, [changeId])) as [Party];
  const count = async () => {
    await sql.rows(BE, [sub, groups]);
    return (await sql.rows<{ seen: number; readable: number }>(COUNT))[0]!;
  };
  const before = await count();
  await sql.rows(BE, viewer.kind === "user" ? [viewer.sub, viewer.groups] : [null, []]);
  await orBlocked(sql.rows("SELECT embargo.rehearse_change($1)", [changeId]));
  const after = await count();
  const more = (was: number, is: number) => Math.max(0, is - was);
  return { kind, name, discoverGained: more(before.seen, after.seen), discoverLost: more(after.seen, before.seen), readGained: more(before.readable, after.readable), readLost: more(after.readable, before.readable) };
}

function isoDates(opening: Opening): Opening {
  const iso = (text: string | null) => (text === null ? null : new Date(text).toISOString());
  return { ...opening, plannedFrom: iso(opening.plannedFrom), plannedTo: iso(opening.plannedTo), opensFrom: iso(opening.opensFrom), opensTo: iso(opening.opensTo) };
}
