import { createHash } from "node:crypto";
import type { Sql } from "@/lib/embargo/transaction";
import type { Viewer } from "@/lib/embargo/viewer";
import { orBlocked } from "./errors";
import type { Effect, Opening, PartyEffect } from "./schemas";

const PROPOSE = `SELECT observation_count AS "observationCount", observation_ids AS "observationIds", fingerprint, projects, openings, embargo.needs_second_manager($1, false) AS "needsSecondManager"
FROM embargo.propose_change($1)`;
const PARTIES = "SELECT kind, name, sub, groups FROM embargo.change_parties($1)";

/** Puts the transaction in a party's place, and says what settings that makes: who has the same sees the same. */
const BE = "SELECT embargo.begin_viewer($1, $2)";
const SETTINGS = `SELECT md5(concat_ws('/', ${["projects", "read_projects", "collections", "seen_collections", "read_collections", "granted", "read_granted", "managed", "denied_any", "denied_projects", "denied_collections", "denied"].map((name) => `current_setting('app.${name}', true)`).join(", ")})) AS key`;

/** Under a party's rights: of each row as it is (phase 0) and as it would be (1), may it be discovered, may it be read? */
const WEIGH = `SELECT coalesce(sum(n) FILTER (WHERE seen & 3 = 2), 0)::int AS "discoverGained", coalesce(sum(n) FILTER (WHERE seen & 3 = 1), 0)::int AS "discoverLost",
  coalesce(sum(n) FILTER (WHERE seen & 12 = 8), 0)::int AS "readGained", coalesce(sum(n) FILTER (WHERE seen & 12 = 4), 0)::int AS "readLost"
FROM (SELECT bit_or((1 << phase) | CASE WHEN readable THEN 4 << phase ELSE 0 END) AS seen, max(row_count) AS n FROM visible_observation_proposed GROUP BY id) x`;
const COUNT = `SELECT coalesce(sum(row_count), 0)::int AS seen, coalesce(sum(row_count) FILTER (WHERE readable), 0)::int AS readable FROM visible_observation_proposed`;

type Weight = Omit<PartyEffect, "kind" | "name">;
interface Party extends Pick<PartyEffect, "kind" | "name"> {
  readonly sub: string | null;
  readonly groups: string[];
}
interface Proposed extends Pick<Effect, "observationCount" | "observationIds" | "projects" | "needsSecondManager"> {
  readonly fingerprint: string;
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
  const { fingerprint, openings, ...about } = proposed!;
  const parties = await sql.rows<Party>(PARTIES, [changeId]);
  const person = parties.find(({ kind }) => kind === "person");
  const weighed = parties[0]?.kind === "public" ? await weighAll(sql, parties) : person ? [await weighOne(sql, viewer, changeId, person)] : [];
  // Whose rights the transaction has is rolled back with the rest.
  await sql.run("ROLLBACK TO SAVEPOINT look");
  const told = { ...about, parties: weighed, openings: openings.map(isoDates) };
  const digest = createHash("sha256").update(JSON.stringify([body, fingerprint, told])).digest("base64url").slice(0, 32);
  return { digest, ...told };
}

async function weighAll(sql: Sql, parties: readonly Party[]): Promise<PartyEffect[]> {
  const known = new Map<string, Weight>();
  const effects: PartyEffect[] = [];
  for (const { kind, name, sub, groups } of parties) {
    await sql.rows(BE, [sub, groups]);
    const [{ key }] = (await sql.rows<{ key: string }>(SETTINGS)) as [{ key: string }];
    const weight = known.get(key) ?? (await sql.rows<Weight>(WEIGH))[0]!;
    known.set(key, weight);
    effects.push({ kind, name, ...weight });
  }
  return effects;
}

/** A change of one person's rights leaves the rows as they are: the change itself is made, and the same rows counted again. */
async function weighOne(sql: Sql, viewer: Viewer, changeId: string, { kind, name, sub, groups }: Party): Promise<PartyEffect> {
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
