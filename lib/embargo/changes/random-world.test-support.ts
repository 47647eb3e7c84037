import { randomNumbers } from "@/lib/catalogue/random.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { type Sql, withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import type { SignedInViewer, Viewer } from "@/lib/embargo/viewer";

/** A small world of the embargo made from a seed: joint projects, clocks of every kind, grants, holds, denials, several viewers. */
export interface RandomWorld {
  readonly name: string;
  readonly next: () => number;
  readonly manager: SignedInViewer;
  readonly second: SignedInViewer;
  readonly people: readonly SignedInViewer[];
  readonly codes: readonly string[];
  /** Public ids and keys of the observations that the managers manage. */
  readonly ids: readonly string[];
  readonly keys: readonly string[];
}

const moments = ["2020-01-01T00:00:00Z", "2024-06-01T12:00:00Z", "2997-03-01T00:00:00Z", "2999-01-01T00:00:00Z", null] as const;
export const pick = <T>(next: () => number, from: readonly T[]): T => from[Math.floor(next() * from.length)]!;

export async function randomWorld(seed: number): Promise<RandomWorld> {
  const next = randomNumbers(seed);
  const name = `w${seed}`;
  const group = (part: string) => `${name}/${part}`;
  const manager = viewer(`${name}-manager`, group("managers"));
  const second = viewer(`${name}-second`, group("managers"));
  const people = [
    viewer(`${name}-a`, group("p0")), viewer(`${name}-b`, group("p1")), viewer(`${name}-ab`, group("p0"), group("p1")), viewer(`${name}-c`, group("coll")),
    viewer(`${name}-g`, group("guests")), viewer(`${name}-o`), viewer(`${name}-x`, group("p0/sub"), group("P0")),
  ];
  for (const who of [manager, second, ...people]) await insertPerson(who);
  const collections = [await insertCollection(`${name}-one`, { iamGroup: group("coll"), managers: [group("managers")] }), await insertCollection(`${name}-two`, { managers: [group("managers")] })];
  const codes = [0, 1, 2].map((n) => `${name}-P${n}`);
  const projects: number[] = [];
  for (const [n, code] of codes.entries()) projects.push(await insertProject({ code, group: group(`p${n}`), metaReleaseAt: pick(next, moments), dataReleaseAt: pick(next, moments) }));
  const observations: { key: string; id: string }[] = [];
  for (let n = 1; n <= 12; n++) {
    const at = next() < 0.5 ? 0 : 1;
    const key = await insertObservation({
      collectionId: collections[at]!, obsId: n, projectId: next() < 0.15 ? null : pick(next, projects), startMjd: 59000 + Math.floor(next() * 2500),
      ...(next() < 0.2 && { metaReleaseOverride: pick(next, ["2020-01-01", "2999-05-01", "infinity"]) }), ...(next() < 0.2 && { dataReleaseOverride: pick(next, ["2020-01-01", "2999-05-01", "infinity"]) }),
    });
    observations.push({ key, id: `${name}-${at === 0 ? "one" : "two"}:${n}` });
  }
  await withSystemSql("random world", (sql) => furnish(sql, next, { projects, collections, keys: observations.map(({ key }) => key), people, name }));
  return { name, next, manager, second, people, codes, ids: observations.map(({ id }) => id), keys: observations.map(({ key }) => key) };
}

async function furnish(sql: Sql, next: () => number, world: { projects: readonly number[]; collections: readonly number[]; keys: readonly string[]; people: readonly SignedInViewer[]; name: string }): Promise<void> {
  const { projects, collections, keys, people, name } = world;
  for (const id of projects) {
    for (const right of ["meta", "data"]) {
      if (next() < 0.5) await sql.run(`UPDATE project SET ${right}_clock = $2, ${right}_clock_date = NULL, ${right}_clock_months = $3 WHERE id = $1`, [id, pick(next, ["observation", "delivery", "last-observation"]), Math.floor(next() * 90)]);
    }
    if (next() < 0.3) await sql.run("UPDATE project SET early_release_approval = true WHERE id = $1", [id]);
  }
  if (next() < 0.5) await sql.run("INSERT INTO joint_project (project_id, partner_id) VALUES ($1, $2)", [projects[0], projects[1]]);
  const selection = async () => {
    const [row] = await sql.rows<{ id: string }>("INSERT INTO selection (made_by) VALUES ('fixture') RETURNING id");
    await sql.run("INSERT INTO selection_observation (selection_id, observation_id) SELECT $1, unnest($2::bigint[])", [row!.id, keys.filter(() => next() < 0.3)]);
    return row!.id;
  };
  /** collection, project, selection: one of them. */
  const scope = async (withCollection: boolean) => {
    const which = Math.floor(next() * 3);
    if (which === 0 && withCollection) return [pick(next, collections), null, null];
    return which === 1 ? [null, pick(next, projects), null] : [null, null, await selection()];
  };
  for (let n = 0; n < 4; n++) {
    const person = next() < 0.6;
    const rights = next() < 0.5 ? "read" : "discover";
    const [from, until] = pick(next, [["2020-01-01", null], ["2020-01-01", "2991-01-01"], ["2020-01-01", "2991-01-01"], ["2020-01-01", "2021-01-01"], ["2990-01-01", null]] as const);
    await sql.run("INSERT INTO access_grant (grantee_kind, grantee, collection_id, project_id, selection_id, rights, roles, valid_from, valid_until, reason, given_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'x', 'fixture')",
      [person ? "person" : "group", person ? pick(next, people).sub : pick(next, [`${name}/guests`, `${name}/p2`]), ...(await scope(true)), rights, rights === "read" && next() < 0.3 ? ["irf", "log"] : null, from, until]);
  }
  if (next() < 0.5) {
    const [, project, chosen] = await scope(false);
    await sql.run("INSERT INTO hold (project_id, selection_id, closes, reason, placed_by) VALUES ($1, $2, $3, 'x', 'fixture')", [project, chosen, pick(next, ["read", "discover"])]);
  }
  if (next() < 0.6) await sql.run("INSERT INTO denial (sub, collection_id, project_id, selection_id, reason, placed_by) VALUES ($1, $2, $3, $4, 'x', 'fixture')", [pick(next, people).sub, ...(await scope(true))]);
}

/** What a viewer sees of the world's observations, by key: may its files be read? */
export function seenBy(who: Viewer, keys: readonly string[]): Promise<Map<string, boolean>> {
  return withViewerSql(who, async (sql) => new Map((await sql.rows<{ id: string; readable: boolean }>("SELECT id, readable FROM visible_observation WHERE id = ANY ($1)", [keys])).map(({ id, readable }) => [id, readable])));
}
