import { hduIndexDefinition, obsIndexDefinition } from "@/lib/basket/fixture.test-support";
import { skyIndex } from "@/lib/catalogue/sky";
import { targetKey } from "@/lib/catalogue/target-key";
import { type Sql, withSystemSql } from "@/lib/embargo/transaction";
import { keepSearches, makeTokens, writeBelongings } from "./belongings";
import { writeDatasets } from "./datasets";
import { askForLoads } from "./loads";
import { writeOverseen } from "./overseen";
import { fileBytes, insert, iso, Keys, lakeLocation, releaseSha256 } from "./rows";
import { type Rights, writeRights } from "./write-rights";
import type { Clock, Time, World } from "./world";

/** In which order a world is written, and whether by way of another one that is changed into it. */
export interface History {
  readonly rightsFirst: boolean;
  readonly detour: boolean;
}

/** As the database stores times of observations: a float of days holds milliseconds for centuries. */
const mjd = (time: Time) => 40_587 + time / 86_400_000;
const pointing = { raDeg: 83.6, decDeg: 22.5 };
const sky = skyIndex(pointing);
const observationMinutes = 28;

/**
 * Makes a world in the database, as its loader would, in one transaction. A detour writes other clocks, holds, links
 * and members first and then corrects them: where a world came from must not matter.
 */
export async function writeWorld(world: World, history: History): Promise<void> {
  const keys = new Keys(world);
  await withSystemSql("proof", async (sql) => {
    await writeFrame(sql, world, keys, history.detour);
    const rights = writeRights(sql, world, keys, history.detour);
    if (history.rightsFirst) await rights.place();
    await writeObservations(sql, world, keys, history.detour);
    await writeProducts(sql, world, keys, history.detour);
    await writeDatasets(sql, world, keys, history.detour);
    if (!history.rightsFirst) await rights.place();
    await rights.fill();
    if (history.detour) await correct(sql, world, keys);
    else if (history.rightsFirst) await passBy(sql, world, keys, rights);
    await writeBelongings(sql, world);
    await writeOverseen(sql, world, keys);
    // A month that has begun is summed up to a moment, or counted one by one: the answers must be the same.
    if (history.detour) await sql.run("SELECT embargo.split_open_sums(date_trunc('milliseconds', now()))");
  });
  await makeTokens(world);
  await keepSearches(world);
  await askForLoads(world);
}

async function writeFrame(sql: Sql, world: World, keys: Keys, detour: boolean): Promise<void> {
  await insert(sql, "user", world.people.filter(({ sub }) => sub !== null).map(({ sub, username, groups }) => ({ id: sub, sub, username, groups, groups_checked_at: iso(world.now) })));
  await insert(sql, "collection", world.collections.map((c) => ({
    id: keys.collection(c.name), name: c.name, title: c.name, iam_group: c.group, shared_irfs_public: c.sharedIrfsPublic !== detour, obs_index_columns: obsIndexDefinition, hdu_index_columns: hduIndexDefinition,
  })));
  await insert(sql, "collection_manager", world.collections.flatMap((c) => c.managers.map((group) => ({ collection_id: keys.collection(c.name), iam_group: group }))));
  const clocks = detour ? () => ({ kind: "fixed", date: iso(world.now - 1), months: null }) : clockColumns;
  await insert(sql, "project", world.projects.map((p) => {
    const [meta, data] = [clocks(p.meta), clocks(p.data)];
    return {
      id: keys.project(p.code), code: p.code, title: p.code, pi_username: p.pi, iam_group: p.group, is_joint: false, hold: 0, early_release_approval: false, when_right_ends: "notify",
      meta_clock: meta.kind, meta_clock_date: meta.date, meta_clock_months: meta.months, data_clock: data.kind, data_clock_date: data.date, data_clock_months: data.months,
    };
  }));
  await insert(sql, "project_deputy", world.projects.flatMap((p) => p.deputies.map((sub) => ({ project_id: keys.project(p.code), sub, named_by: "somebody", named_at: iso(world.now) }))));
}

function clockColumns(clock: Clock): { kind: string; date: string | null; months: number | null } {
  return "after" in clock ? { kind: clock.after, date: null, months: clock.months } : { kind: "fixed", date: iso(clock.date), months: null };
}

const overrideColumn = (override: Time | null | undefined) => (override === undefined ? null : (iso(override) ?? "infinity"));

/** In two statements, as loads come; with a detour all are a day older at first, and one more is there that is later than all, and public. */
async function writeObservations(sql: Sql, world: World, keys: Keys, detour: boolean): Promise<void> {
  const records = observationRecords(world, keys, detour);
  const half = Math.ceil(records.length / 2);
  await insert(sql, "observation", records.slice(0, half));
  await insert(sql, "observation", records.slice(half));
  const [first] = records;
  if (detour && first) {
    await comeAndGo(sql, { ...first, project_id: first.project_id ?? (world.projects.length > 0 ? 1 : null) }, world.now);
  }
  await insert(sql, "observation_index_row", world.observations.map((o) => ({ observation_id: keys.observation(o.id), row: { OBS_ID: Number(o.id.split(":")[1]), OBJECT: o.target, RA_PNT: pointing.raDeg, DEC_PNT: pointing.decDeg, TSTART: 1e8, TSTOP: 1e8 + 1700 } })));
}

function observationRecords(world: World, keys: Keys, detour: boolean) {
  return world.observations.map((o) => {
    const endMjd = mjd(o.endedAt) - (detour ? 1 : 0);
    return {
      id: keys.observation(o.id), collection_id: keys.collection(o.collection), obs_id: o.id.slice(o.id.indexOf(":") + 1), project_id: o.project === null ? null : keys.project(o.project),
      meta_release_override: overrideColumn(o.metaOverride), data_release_override: overrideColumn(o.dataOverride), delivered_at: iso(o.deliveredAt), hold: 0,
      target_name: o.target, target_key: targetKey(o.target), ra_deg: pointing.raDeg, dec_deg: pointing.decDeg, hpx: sky.hpx, unit_x: sky.unitX, unit_y: sky.unitY, unit_z: sky.unitZ, fov_radius_deg: 2.5, start_mjd: endMjd - observationMinutes / 1440, end_mjd: endMjd, night_mjd: Math.floor(endMjd),
      instrument: o.instrument, size_bytes: fileBytes, irf_kinds: [], simulated: false, warnings: [], analysis: {}, livetime_sec: 1500,
    };
  });
}

/** An observation later than all, and public, that is taken out again. */
async function comeAndGo(sql: Sql, like: Record<string, unknown>, now: Time): Promise<void> {
  await insert(sql, "observation", [{ ...like, id: 9999, obs_id: "9999", meta_release_override: iso(now - 1), start_mjd: 70_000, end_mjd: 70_000.1, night_mjd: 70_000 }]);
  await sql.run("DELETE FROM observation WHERE id = 9999");
}

/** The same at the end, when nothing touches the rows any more: for a moment there is one more observation, and all are chosen. */
async function passBy(sql: Sql, world: World, keys: Keys, rights: Rights): Promise<void> {
  const [first] = observationRecords(world, keys, false);
  if (first) await comeAndGo(sql, first, world.now);
  await rights.chooseAllForAMoment();
}

async function writeProducts(sql: Sql, world: World, keys: Keys, detour: boolean): Promise<void> {
  const products = world.products.map((product, i) => ({ ...product, key: i + 1, links: product.of.map(keys.observation) }));
  await insert(sql, "product", products.map((p) => ({
    id: p.key, collection_id: keys.collection(p.collection), name: p.name, role: p.role, sharing: p.sharing, observation_id: p.sharing === "single" ? p.links[0] : null,
    observation_count: 1, ...forged(p.key, keys, world), media_type: "application/fits", size_bytes: fileBytes, current_release: p.releases,
  })));
  const shared = products.filter(({ sharing }) => sharing === "shared-irf" || sharing === "combined");
  await insert(sql, "observation_product", shared.flatMap((p) => p.links.map((observation) => ({ observation_id: observation, product_id: p.key }))));
  if (detour) {
    await sql.run("INSERT INTO observation_product SELECT o.id, p.id FROM observation o, product p WHERE p.sharing = 'combined' AND o.collection_id = p.collection_id ON CONFLICT DO NOTHING");
    const wanted = shared.flatMap((p) => p.links.map((observation) => [observation, p.key] as const));
    await sql.run("DELETE FROM observation_product l WHERE (l.observation_id, l.product_id) NOT IN (SELECT * FROM unnest($1::bigint[], $2::bigint[]))", [wanted.map(([o]) => o), wanted.map(([, p]) => p)]);
  }
  const releases = products.flatMap((p) => Array.from({ length: p.releases }, (_, i) => ({ ...p, release: i + 1 })));
  await insert(sql, "product_release", releases.map((p, i) => ({ id: i + 1, product_id: p.key, release: p.release, size_bytes: fileBytes, sha256: releaseSha256(p.key, p.release), backend: "local", location: lakeLocation, created_at: iso(world.now) })));
  await insert(sql, "preview", releases.map((p, i) => ({ release_id: i + 1, look: "events", asked: "{}", checksum: releaseSha256(p.key, p.release), answer: `${p.key} ${p.release}`, made_at: iso(world.now) })));
  const hdus = releases.flatMap((p) => p.links.flatMap((observation) => hduTypes(p.sharing, p.role).map((type) => ({ ...p, observation, type }))));
  await insert(sql, "hdu", hdus.map((h, i) => ({
    id: i + 1, observation_id: h.observation, product_id: h.key, release: h.release, hdu_type: h.type, hdu_class: h.type, hdu_name: h.type.toUpperCase(),
    row: { OBS_ID: Number(world.observations[h.observation - 1]!.id.split(":")[1]), HDU_TYPE: h.type, HDU_CLASS: h.type, HDU_NAME: h.type.toUpperCase() },
  })));
}

/** What an insertion says of rights, and the database must not believe: of every other file that it is open to all. */
function forged(key: number, keys: Keys, world: World) {
  const [project] = world.projects;
  return key % 2 === 0 ? { project_id: null, meta_release_at: null, data_release_at: null, hold: 0 } : { project_id: project ? keys.project(project.code) : null, meta_release_at: iso(0), data_release_at: iso(0), hold: 0 };
}

function hduTypes(sharing: string, role: string): string[] {
  if (sharing === "shared-irf") return ["aeff"];
  return sharing === "single" && role === "event-list" ? ["events", "gti"] : [];
}

/** What a detour wrote otherwise, as it is in this world. */
async function correct(sql: Sql, world: World, keys: Keys): Promise<void> {
  for (const p of world.projects) {
    const [meta, data] = [clockColumns(p.meta), clockColumns(p.data)];
    await sql.run("UPDATE project SET meta_clock = $2, meta_clock_date = $3, meta_clock_months = $4, data_clock = $5, data_clock_date = $6, data_clock_months = $7 WHERE id = $1",
      [keys.project(p.code), meta.kind, meta.date, meta.months, data.kind, data.date, data.months]);
  }
  await sql.run("UPDATE collection SET shared_irfs_public = NOT shared_irfs_public");
  await sql.run("UPDATE observation SET start_mjd = start_mjd + 1, end_mjd = end_mjd + 1, night_mjd = night_mjd + 1");
}
