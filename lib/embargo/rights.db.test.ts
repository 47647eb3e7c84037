import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { observationFacets } from "@/lib/catalogue/facets";
import { searchObservations } from "@/lib/catalogue/search";
import { observationQuerySchema } from "@/lib/catalogue/schemas";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, insertSharedProduct, viewer } from "./fixture.test-support";
import { withSystemSql, withViewerSql } from "./transaction";
import { anonymous, type Viewer } from "./viewer";

testDatabase();

const future = "2999-01-01T00:00:00Z";
const outsider = viewer("outsider");
const crab = viewer("pi-crab", "cta/projects/crab");
const agn = viewer("pi-agn", "cta/projects/agn");
const partner = viewer("partner", "ml/partners");
const manager = viewer("manager", "cta/managers");
const everybody: readonly Viewer[] = [anonymous, outsider, crab, agn, partner, manager];

let ids: Record<"hidden" | "closed" | "lone" | "elsewhere", string>;
let projects: Record<"crab" | "agn", number>;
let collections: Record<"managed" | "other", number>;

const system = (text: string, values: unknown[] = []) => withSystemSql("test", (sql) => sql.run(text, values));
const column = (who: Viewer, text: string) => withViewerSql(who, (sql) => sql.rows<{ name: string }>(text)).then((rows) => rows.map((row) => row.name).sort());
const seen = (who: Viewer) => column(who, "SELECT obs_id::text AS name FROM observation");
const readable = (who: Viewer) => column(who, "SELECT obs_id::text AS name FROM visible_observation WHERE readable");
const files = (who: Viewer) => column(who, "SELECT p.name FROM product_release r JOIN product p ON p.id = r.product_id");
const codes = (who: Viewer) => column(who, "SELECT code AS name FROM project");

interface Grant {
  readonly to: { readonly person: string } | { readonly group: string };
  readonly on: { readonly collection: number } | { readonly project: number } | { readonly observations: readonly string[] };
  readonly rights?: "discover" | "read";
  readonly roles?: readonly string[];
  readonly from?: string;
  readonly until?: string;
}
async function selection(observations: readonly string[]): Promise<string> {
  return withSystemSql("test", async (sql) => {
    const [row] = await sql.rows<{ id: string }>("INSERT INTO selection (made_by) VALUES ('test') RETURNING id");
    await sql.run("INSERT INTO selection_observation SELECT $1, unnest($2::bigint[])", [row!.id, observations]);
    return row!.id;
  });
}
async function give({ to, on, rights = "read", roles, from, until }: Grant): Promise<string> {
  const chosen = "observations" in on ? await selection(on.observations) : null;
  const [kind, grantee] = "person" in to ? ["person", `sub-${to.person}`] : ["group", to.group];
  const rows = await withSystemSql("test", (sql) =>
    sql.rows<{ id: string }>(
      `INSERT INTO access_grant (grantee_kind, grantee, collection_id, project_id, selection_id, rights, roles, valid_from, valid_until, reason, given_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8::interval, now() + $9::interval, 'test', 'test') RETURNING id`,
      [kind, grantee, "collection" in on ? on.collection : null, "project" in on ? on.project : null, chosen, rights, roles ?? null, from ?? "-1 hour", until ?? null],
    ),
  );
  return rows[0]!.id;
}

beforeAll(async () => {
  collections = { managed: await insertCollection("managed", { managers: ["cta/managers"] }), other: await insertCollection("other") };
  projects = {
    crab: await insertProject({ code: "CRAB", group: "cta/projects/crab", pi: "pi-crab", metaReleaseAt: future, dataReleaseAt: future }),
    agn: await insertProject({ code: "AGN", group: "cta/projects/agn", pi: "pi-agn", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2998-01-01T00:00:00Z" }),
  };
  ids = {
    hidden: await insertObservation({ collectionId: collections.managed, obsId: 1, projectId: projects.crab }),
    closed: await insertObservation({ collectionId: collections.managed, obsId: 2, projectId: projects.agn }),
    lone: await insertObservation({ collectionId: collections.managed, obsId: 3 }),
    elsewhere: await insertObservation({ collectionId: collections.other, obsId: 4, projectId: projects.crab }),
  };
  await insertSharedProduct(collections.managed, "stack.fits", "combined", [ids.hidden, ids.closed]);
  await system("INSERT INTO product (collection_id, name, role, sharing, observation_id, media_type, size_bytes) VALUES ($1, 'log/1.txt', 'log', 'single', $2, 'text/plain', 1)", [collections.managed, ids.hidden]);
  await system("INSERT INTO product_release (product_id, release, size_bytes, sha256, location) SELECT id, 1, 1, repeat('0', 64), 'y' FROM product WHERE name = 'log/1.txt'");
  for (const person of [crab, agn]) await insertPerson(person);
});
beforeEach(async () => {
  for (const table of ["access_grant", "denial", "joint_project"]) await system(`DELETE FROM ${table}`);
  await system("UPDATE hold SET lifted_at = now()");
});

describe("a grant", () => {
  it("opens a collection with what it will hold, a project wherever it is, or single observations, and nothing else", async () => {
    await give({ to: { person: "partner" }, on: { collection: collections.managed } });
    expect([await seen(partner), await readable(partner)]).toEqual([["1", "2", "3"], ["1", "2", "3"]]);
    await system("DELETE FROM access_grant");
    await give({ to: { group: "ml/partners" }, on: { project: projects.crab } });
    expect([await seen(partner), await readable(partner), await codes(partner)]).toEqual([["1", "2", "4"], ["1", "4"], ["AGN", "CRAB"]]);
    await system("DELETE FROM access_grant");
    await give({ to: { group: "ml/partners" }, on: { observations: [ids.lone] } });
    expect([await seen(partner), await readable(partner), await files(partner)]).toEqual([["2", "3"], ["3"], ["data/obs_3.fits"]]);
    for (const who of [anonymous, outsider]) expect(await seen(who)).toEqual(["2"]);
  });
  it("of DISCOVER alone shows, and opens no bytes", async () => {
    await give({ to: { person: "outsider" }, on: { project: projects.crab }, rights: "discover" });
    expect([await seen(outsider), await readable(outsider), await files(outsider)]).toEqual([["1", "2", "4"], [], []]);
  });
  it("for some roles opens the files of these alone", async () => {
    for (const on of [{ project: projects.crab }, { collection: collections.managed }, { observations: [ids.hidden] }]) {
      await give({ to: { person: "outsider" }, on, roles: ["log"] });
      expect([await files(outsider), await readable(outsider)]).toEqual([["log/1.txt"], []]);
      await system("DELETE FROM access_grant");
    }
  });
  it("counts from its first second to before its last, and no more when revoked", async () => {
    await give({ to: { person: "outsider" }, on: { project: projects.crab }, from: "1 hour" });
    await give({ to: { person: "outsider" }, on: { project: projects.crab }, from: "-2 hours", until: "-1 second" });
    expect(await seen(outsider)).toEqual(["2"]);
    const id = await give({ to: { person: "outsider" }, on: { project: projects.crab }, until: "1 hour" });
    expect(await seen(outsider)).toEqual(["1", "2", "4"]);
    await system("UPDATE access_grant SET revoked_at = now() WHERE id = $1", [id]);
    expect(await seen(outsider)).toEqual(["2"]);
  });
  it("to one team leaves another's as it is, with no member in common", async () => {
    await give({ to: { group: "ml/partners" }, on: { observations: [ids.hidden] } });
    await give({ to: { person: "outsider" }, on: { observations: [ids.hidden] } });
    for (const who of [partner, outsider, crab]) expect(await readable(who)).toContain("1");
    expect(await readable(agn)).toEqual(["2"]);
  });
});

describe("a hold", () => {
  const place = async (on: { project: number } | { observations: readonly string[] }, closes: "read" | "discover") =>
    system("INSERT INTO hold (project_id, selection_id, closes, reason, placed_by) VALUES ($1, $2, $3, 'test', 'test')", ["project" in on ? on.project : null, "observations" in on ? await selection(on.observations) : null, closes]);
  it("on bytes closes them to members, to grantees and to the public", async () => {
    await give({ to: { person: "outsider" }, on: { project: projects.crab } });
    await place({ project: projects.crab }, "read");
    expect([await seen(crab), await readable(crab), await files(crab)]).toEqual([["1", "2", "4"], [], []]);
    expect([await seen(outsider), await readable(outsider)]).toEqual([["1", "2", "4"], []]);
    await system("UPDATE hold SET lifted_at = now()");
    expect(await readable(crab)).toEqual(["1", "4"]);
  });
  it("that hides is stronger than release, and managers see what lies under it", async () => {
    await place({ observations: [ids.closed] }, "discover");
    for (const who of [anonymous, outsider, agn]) expect(await seen(who)).not.toContain("2");
    expect(await seen(manager)).toEqual(["1", "2", "3"]);
    expect([await readable(manager), await files(manager)]).toEqual([[], []]);
    await insertObservation({ collectionId: collections.managed, obsId: 9, projectId: projects.agn });
    expect(await seen(anonymous)).toEqual(["9"]);
    await system("DELETE FROM product_release WHERE product_id IN (SELECT id FROM product WHERE name = 'data/obs_9.fits')");
    await system("DELETE FROM hdu WHERE observation_id IN (SELECT id FROM observation WHERE obs_id = 9)");
    await system("DELETE FROM product WHERE name = 'data/obs_9.fits'");
    await system("DELETE FROM observation WHERE obs_id = 9");
  });
  it("lies on observations that come later, and the strictest of two counts", async () => {
    await place({ project: projects.agn }, "read");
    await place({ observations: [ids.closed] }, "discover");
    expect(await seen(agn)).toEqual([]);
    await system("UPDATE hold SET lifted_at = now() WHERE closes = 'discover'");
    expect([await seen(agn), await readable(agn)]).toEqual([["2"], []]);
  });
});

describe("a personal denial", () => {
  it("beats membership, grants, office and release, for that person alone", async () => {
    await give({ to: { person: "pi-crab" }, on: { collection: collections.managed } });
    const deny = (who: string, column: string, id: unknown) => system(`INSERT INTO denial (sub, ${column}, reason, placed_by) VALUES ($1, $2, 'test', 'test')`, [`sub-${who}`, id]);
    await deny("pi-crab", "project_id", projects.crab);
    expect([await seen(crab), await codes(crab)]).toEqual([["2", "3"], ["AGN"]]);
    await deny("pi-crab", "selection_id", await selection([ids.closed]));
    expect(await seen(crab)).toEqual(["3"]);
    expect(await seen(anonymous)).toEqual(["2"]);
    await deny("manager", "collection_id", collections.managed);
    expect([await seen(manager), await column(manager, "SELECT name FROM collection")]).toEqual([[], []]);
  });
});

describe("a joint project", () => {
  it("is found under both codes, readable by both groups, and public at the later date", async () => {
    await system("INSERT INTO joint_project (project_id, partner_id) VALUES ($1, $2)", [projects.agn, projects.crab]);
    for (const who of [crab, agn]) expect([await seen(who), await readable(who), await codes(who)]).toEqual([["1", "2", "4"], ["1", "2", "4"], ["AGN", "CRAB"]]);
    // AGN's descriptions were open, CRAB's are not: the later date counts for all of them.
    for (const who of [anonymous, outsider]) expect([await seen(who), await codes(who)]).toEqual([[], []]);
    for (const project of ["CRAB", "AGN"]) {
      const found = await searchObservations(agn, observationQuerySchema.parse({ project }));
      expect(found.items.map(({ obsId }) => obsId).sort()).toEqual(["1", "2", "4"]);
      expect(found.totalCount).toBe(3);
    }
    expect((await searchObservations(agn, observationQuerySchema.parse({}))).items.map(({ obsId, projectCode, jointCodes }) => [obsId, projectCode, ...jointCodes]).sort()).toEqual([["1", "CRAB", "AGN"], ["2", "AGN", "CRAB"], ["4", "CRAB", "AGN"]]);
    expect((await observationFacets(agn, {})).project).toEqual([{ value: "AGN", count: 3 }, { value: "CRAB", count: 3 }]);
    await system("UPDATE project SET meta_clock_date = now() - interval '1 second' WHERE code = 'CRAB'");
    expect(await seen(anonymous)).toEqual(["1", "2", "4"]);
    await system("UPDATE project SET meta_clock_date = $1 WHERE code = 'CRAB'", [future]);
    await system("DELETE FROM joint_project");
    expect([await seen(anonymous), await seen(agn)]).toEqual([["2"], ["2"]]);
  });

  it("is found under no code that the viewer does not see", async () => {
    const third = await insertProject({ code: "THIRD", group: "cta/projects/third" });
    await system("INSERT INTO joint_project (project_id, partner_id) VALUES ($1, $2), ($2, $3)", [projects.agn, projects.crab, third]);
    // It hides the third project and its partner CRAB; AGN is no partner of the third.
    await system("INSERT INTO denial (sub, project_id, reason, placed_by) VALUES ('sub-pi-agn', $1, 'test', 'test')", [third]);
    const found = await searchObservations(agn, observationQuerySchema.parse({}));
    expect(found.items.map(({ obsId, projectCode, jointCodes }) => [obsId, projectCode, jointCodes])).toEqual([["2", "AGN", []]]);
    expect((await observationFacets(agn, {})).project).toEqual([{ value: "AGN", count: 1 }]);
    expect((await searchObservations(agn, observationQuerySchema.parse({ project: "CRAB" }))).totalCount).toBe(0);
    await system("DELETE FROM joint_project");
    await system("DELETE FROM project WHERE code = 'THIRD'");
  });
});

describe("a manager", () => {
  it("sees descriptions of what is managed, and reads nothing by that office", async () => {
    expect([await seen(manager), await readable(manager), await files(manager)]).toEqual([["1", "2", "3"], [], []]);
  });
});

describe("facets", () => {
  it("count what each viewer sees, whatever opens it", async () => {
    await give({ to: { person: "partner" }, on: { observations: [ids.hidden, ids.lone] } });
    await system("INSERT INTO denial (sub, selection_id, reason, placed_by) VALUES ('sub-pi-agn', $1, 'test', 'test')", [await selection([ids.closed])]);
    for (const who of everybody) {
      const count = (await seen(who)).length;
      const { target } = await observationFacets(who, {});
      expect(target.reduce((sum, each) => sum + each.count, 0)).toBe(count);
    }
  });
});
