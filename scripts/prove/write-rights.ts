import type { Sql } from "@/lib/embargo/transaction";
import { uuidOf } from "./keys";
import { insert, iso, type Keys } from "./rows";
import type { Scope, World } from "./world";

const columns = (scope: Scope, keys: Keys, selection: string) => ({
  collection_id: scope.collection === undefined ? null : keys.collection(scope.collection),
  project_id: scope.project === undefined ? null : keys.project(scope.project),
  selection_id: scope.observations === undefined ? null : selection,
});

/** Who saved the i-th selection that a grant, a hold or a denial rests on: somebody of the world, governing or not. */
export const makerOf = (world: World, i: number): string => signedInOf(world)[i % signedInOf(world).length]!;
const signedInOf = (world: World): string[] => world.people.flatMap(({ sub }) => sub ?? []);

/** Grants, holds, denials and joint projects. Selections can be filled only when their observations are there. */
export interface Rights {
  place(): Promise<void>;
  fill(): Promise<void>;
  /** Once filled: puts all observations into each selection and takes out again which do not belong there. */
  chooseAllForAMoment(): Promise<void>;
}

export function writeRights(sql: Sql, world: World, keys: Keys, detour: boolean): Rights {
  const keyed = <Each extends Scope>(kind: "grant" | "hold" | "denial", all: readonly Each[]) => all.map((each, i) => ({ ...each, id: uuidOf(kind, i), selection: uuidOf(`${kind} selection`, i), maker: makerOf(world, i) }));
  const [grants, holds, denials] = [keyed("grant", world.grants), keyed("hold", world.holds), keyed("denial", world.denials)];
  const now = iso(world.now);
  const place = async () => {
    const chosen = [...grants, ...holds, ...denials].filter(({ observations }) => observations !== undefined);
    await insert(sql, "selection", chosen.map(({ id, selection, maker }) => ({ id: selection, name: `under ${id}`, made_by: maker, made_at: now })));
    await insert(sql, "joint_project", world.joint.map(([a, b]) => ({ project_id: keys.project(a), partner_id: keys.project(b) })));
    if (detour && world.projects.length > 1 && world.joint.length === 0) {
      await insert(sql, "joint_project", [{ project_id: 1, partner_id: 2 }]);
      await sql.run("DELETE FROM joint_project WHERE project_id = 1");
    }
    await insert(sql, "access_grant", grants.map((g) => ({
      id: g.id, grantee_kind: "person" in g.to ? "person" : "group", grantee: "person" in g.to ? g.to.person : g.to.group, ...columns(g, keys, g.selection), rights: g.rights, roles: g.roles,
      valid_from: iso(g.from), valid_until: iso(g.until), emergency: false, reason: "proof", given_by: "somebody", given_at: now, revoked_at: g.revoked ? now : null,
    })));
    // A hold is placed and then lifted; with a detour it closes less at first.
    const { collection_id: _no, ...noCollection } = columns({}, keys, "");
    await insert(sql, "hold", holds.map((h) => ({ id: h.id, ...noCollection, project_id: columns(h, keys, h.selection).project_id, selection_id: columns(h, keys, h.selection).selection_id, closes: detour ? "read" : h.closes, reason: "proof", placed_by: "somebody", placed_at: now })));
    await insert(sql, "denial", denials.map((d) => ({ id: d.id, sub: d.sub, ...columns(d, keys, d.selection), reason: "proof", placed_by: "somebody", placed_at: now, lifted_at: d.lifted ? now : null })));
  };
  const members = [...grants, ...holds, ...denials].flatMap(({ observations, selection }) => (observations ?? []).map((id) => ({ selection_id: selection, observation_id: keys.observation(id) })));
  const chooseAllForAMoment = async () => {
    await sql.run("INSERT INTO selection_observation SELECT s.id, o.id FROM selection s, observation o ON CONFLICT DO NOTHING");
    await sql.run("DELETE FROM selection_observation WHERE (selection_id, observation_id) NOT IN (SELECT * FROM unnest($1::uuid[], $2::bigint[]))", [members.map((m) => m.selection_id), members.map((m) => m.observation_id)]);
  };
  const fill = async () => {
    await insert(sql, "selection_observation", members);
    if (detour) {
      await chooseAllForAMoment();
      for (const h of holds.filter(({ closes }) => closes !== "read")) await sql.run("UPDATE hold SET closes = $2 WHERE id = $1", [h.id, h.closes]);
    }
    for (const h of holds.filter(({ lifted }) => lifted)) await sql.run("UPDATE hold SET lifted_at = $2 WHERE id = $1", [h.id, now]);
  };
  return { place, fill, chooseAllForAMoment };
}
