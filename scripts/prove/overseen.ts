import type { Sql } from "@/lib/embargo/transaction";
import { type Launched, launchesOf } from "./belongings";
import { uuidOf } from "./keys";
import { codes, discovers, leads, manages, managesProject, reads } from "./oracle";
import type { Observation, Person, World } from "./world";
import { insert, iso, type Keys } from "./rows";

// What managers look at beside rights: launches whose right ended, changes of the embargo, and what one would do; with
// who may look at it, from the design's prose.

/** Each launch lost its right to its observation; the second one has it again, so that nobody can stop it any more. */
export const hasItAgain = (i: number): boolean => i === 1;
export const revocations = (world: World): readonly Launched[] => launchesOf(world);

/** Denials close what stands beside a project or collection as a whole; those on chosen observations do not. */
const deniedWhole = (w: World, v: Person, o: Observation) =>
  w.denials.some((d) => !d.lifted && d.sub === v.sub && (d.collection === o.collection || codes(w, o.project).includes(d.project ?? "")));
const managed = (w: World, v: Person, name: string) => w.collections.some((c) => c.name === name && manages(v, c));
const led = (w: World, v: Person, code: string | null) => w.projects.some((p) => p.code === code && leads(w, v, p));

/** A launch whose right ended is shown to who manages or leads the data, and is stopped by managers. */
export const mayStop = (w: World, v: Person, { observation: o }: Launched): boolean => !deniedWhole(w, v, o) && managed(w, v, o.collection);
export const seesRevocation = (w: World, v: Person, launched: Launched): boolean => mayStop(w, v, launched) || (!deniedWhole(w, v, launched.observation) && led(w, v, launched.observation.project));

/** Changes, each with the projects and collections that it is about: of each project, of each collection, of all. */
export function changesOf(w: World): { id: string; projects: readonly number[]; collections: readonly number[] }[] {
  const all = { projects: w.projects.map((_, i) => i + 1), collections: w.collections.map((_, i) => i + 1) };
  return [
    ...all.projects.map((key, i) => ({ id: uuidOf("project change", i), projects: [key], collections: [] })),
    ...all.collections.map((key, i) => ({ id: uuidOf("collection change", i), projects: [], collections: [key] })),
    { id: uuidOf("whole change", 0), ...all },
  ];
}

/** A change is seen by who manages all of it. */
export function seesChange(w: World, v: Person, { projects, collections }: { projects: readonly number[]; collections: readonly number[] }): boolean {
  return projects.every((key) => managesProject(w, v, w.projects[key - 1]!)) && collections.every((key) => manages(v, w.collections[key - 1]!));
}

/** What a change would do, looked at in the place of somebody: the rules of observations over other dates, here the same ones. */
export const proposed = (w: World, v: Person): string[] => w.observations.flatMap((o, i) => (discovers(w, v, o) ? [`${i + 1} ${reads(w, v, o)}`] : []));

export async function writeOverseen(sql: Sql, world: World, keys: Keys): Promise<void> {
  const now = iso(world.now);
  await insert(sql, "launch_revocation", revocations(world).map(({ observation: o, sub }, i) => ({
    id: uuidOf("revocation", i), launch_id: uuidOf("launch", i), collection_id: keys.collection(o.collection), project_id: o.project === null ? null : keys.project(o.project),
    observation_count: 1, ended_at: now, restored_at: hasItAgain(i) ? now : null, username: sub, service: "jupyterhub", launched_at: now, launch_state: "ready",
  })));
  const changes = changesOf(world);
  await sql.run(
    "INSERT INTO embargo_change (id, kind, body, reason, made_by, state, collection_ids) SELECT c.id, 'project-clocks', '{}', 'proof', 'somebody', 'refused', c.collections FROM json_to_recordset($1) AS c(id uuid, collections int[])",
    [JSON.stringify(changes)],
  );
  await insert(sql, "embargo_change_project", changes.flatMap(({ id, projects }) => projects.map((key) => ({ change_id: id, project_id: key }))));
  await insert(sql, "software_source", [{ url: "https://software.example.org", fault: "it can not be reached" }]);
  await insert(sql, "canary_run", [{ id: uuidOf("canary", 0), started_at: now, origin: "command", state: "clean", probe_count: 1, viewers: [], leaks: [] }]);
  // Rehearsals: this transaction's own, and one that another left, which nobody sees.
  for (const by of ["pg_current_xact_id()", "'1'::xid8"]) {
    await sql.run(`INSERT INTO observation_proposed (id, collection_id, project_id, meta_release_at, data_release_at, hold, phase, made_in) SELECT id, collection_id, project_id, meta_release_at, data_release_at, hold, 0, ${by} FROM observation`);
  }
}
