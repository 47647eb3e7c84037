import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject, insertSharedProduct, viewer } from "./fixture.test-support";
import { withSystemSql, withViewerSql } from "./transaction";
import { anonymous, type Viewer } from "./viewer";

testDatabase();

const past = "2020-01-01T00:00:00Z";
const future = "2999-01-01T00:00:00Z";
const outsider = viewer("outsider", "cta/other", "cta");
const crab = viewer("pi-crab", "cta/projects/crab");
const agn = viewer("pi-agn", "cta/projects/agn");
const both = viewer("analyst", "cta/projects/crab", "cta/projects/agn");

const names = (who: Viewer, text: string) => withViewerSql(who, (sql) => sql.rows<{ name: string }>(text)).then((rows) => rows.map((r) => r.name).sort());
const observations = (who: Viewer) => names(who, "SELECT obs_id::text AS name FROM observation");
const readable = (who: Viewer) => names(who, "SELECT obs_id::text AS name FROM visible_observation WHERE readable");
const products = (who: Viewer) => names(who, "SELECT name FROM product");
const releases = (who: Viewer) => names(who, "SELECT p.name FROM product_release r JOIN product p ON p.id = r.product_id");

beforeAll(async () => {
  const open = await insertCollection("open", { iamGroup: "cta/operators" });
  const secret = await insertCollection("secret");
  const crabProject = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: future, dataReleaseAt: future });
  const agnProject = await insertProject({ code: "AGN", group: "cta/projects/agn", metaReleaseAt: past, dataReleaseAt: future });
  const hiddenOne = await insertObservation({ collectionId: secret, obsId: 10001, projectId: crabProject });
  const hiddenTwo = await insertObservation({ collectionId: secret, obsId: 10002, projectId: crabProject });
  const closed = await insertObservation({ collectionId: open, obsId: 20001, projectId: agnProject });
  await insertObservation({ collectionId: open, obsId: 20002, projectId: agnProject, dataReleaseOverride: past });
  await insertObservation({ collectionId: open, obsId: 20003, projectId: agnProject, metaReleaseOverride: "infinity" });
  await insertObservation({ collectionId: open, obsId: 30001 });
  await insertSharedProduct(secret, "irf/shared.fits", "shared-irf", [hiddenOne, hiddenTwo]);
  await insertSharedProduct(open, "stack.fits", "combined", [hiddenOne, closed]);
});

describe("DISCOVER", () => {
  it("shows anonymous visitors and outsiders what was released, and nothing else", async () => {
    expect(await observations(anonymous)).toEqual(["20001", "20002"]);
    expect(await observations(outsider)).toEqual(["20001", "20002"]);
    expect(await products(outsider)).toEqual(["data/obs_20001.fits", "data/obs_20002.fits"]);
  });
  it("shows members their project", async () => {
    expect(await observations(crab)).toEqual(["10001", "10002", "20001", "20002"]);
    expect(await observations(agn)).toEqual(["20001", "20002", "20003"]);
  });
  it("keeps an observation without a project to its collection's group", async () => {
    expect(await observations(viewer("operator", "cta/operators"))).toEqual(["20001", "20002", "30001"]);
  });
  it("hides the names of hidden collections and projects", async () => {
    expect(await names(outsider, "SELECT name FROM collection")).toEqual(["open"]);
    expect(await names(outsider, "SELECT code AS name FROM project")).toEqual(["AGN"]);
    expect(await names(crab, "SELECT name FROM collection")).toEqual(["open", "secret"]);
  });
  it("compares groups exactly: neither a parent nor a child group opens a project", async () => {
    expect(await observations(viewer("x", "cta/projects", "cta/projects/crab/sub", "CTA/projects/crab"))).toEqual(["20001", "20002"]);
  });
});

describe("READ", () => {
  it("opens bytes to the public at the data release only", async () => {
    expect(await readable(anonymous)).toEqual(["20002"]);
    expect(await releases(anonymous)).toEqual(["data/obs_20002.fits"]);
  });
  it("opens a project's bytes to its members", async () => {
    expect(await readable(agn)).toEqual(["20001", "20002", "20003"]);
    expect(await releases(crab)).toEqual(["data/obs_10001.fits", "data/obs_10002.fits", "data/obs_20002.fits", "irf/shared.fits"]);
  });
  it("gives a product made from several observations the intersection of their rights", async () => {
    expect(await releases(agn)).not.toContain("stack.fits");
    expect(await releases(both)).toContain("stack.fits");
    expect(await products(agn)).not.toContain("stack.fits");
    expect(await products(both)).toContain("stack.fits");
  });
  it("lets a shared IRF file follow the projects that link it, until its collection, where that is visible, makes such files public", async () => {
    const system = (text: string) => withSystemSql("test", (sql) => sql.run(text));
    expect(await products(outsider)).not.toContain("irf/shared.fits");
    await system("UPDATE collection SET shared_irfs_public = true WHERE name = 'secret'");
    // Its id names the collection, and that is hidden still.
    expect(await releases(outsider)).not.toContain("irf/shared.fits");
    await system("UPDATE observation SET meta_release_override = '2020-01-01T00:00:00Z' WHERE obs_id = 10002");
    expect(await releases(outsider)).toContain("irf/shared.fits");
    await system("UPDATE collection SET shared_irfs_public = false WHERE name = 'secret'");
    expect(await releases(outsider)).not.toContain("irf/shared.fits");
    await system("UPDATE observation SET meta_release_override = NULL WHERE obs_id = 10002");
  });
});

describe("the door", () => {
  it("shows nothing where the viewer was forgotten", async () => {
    const { rows } = await pool("web").query("SELECT obs_id FROM observation WHERE meta_release_at > now() OR meta_release_at IS NULL");
    expect(rows).toEqual([]);
  });
  it("leaves no right behind on a connection", async () => {
    for (let i = 0; i < 25; i++) {
      expect(await observations(crab)).toHaveLength(4);
      expect(await observations(outsider)).toHaveLength(2);
    }
    const results = await Promise.all(Array.from({ length: 60 }, (_, i) => observations(i % 2 ? crab : anonymous)));
    expect(results.map((r) => r.length)).toEqual(Array.from({ length: 60 }, (_, i) => (i % 2 ? 4 : 2)));
  });
  it("lets the web change nothing of the catalogue", async () => {
    await expect(withViewerSql(crab, (sql) => sql.run("UPDATE observation SET project_id = NULL"))).rejects.toThrow(/permission denied/);
    await expect(withViewerSql(crab, (sql) => sql.run("SELECT * FROM staging_token"))).rejects.toThrow(/permission denied/);
  });
  it("takes the web's role for what it is: neither owner nor superuser, and bound by row-level security", async () => {
    const { rows } = await pool("web").query("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user");
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
  });
  it("keeps baskets to their owners", async () => {
    const add = (who: Viewer & { kind: "user" }) => withViewerSql(who, (sql) => sql.run("INSERT INTO basket (owner_sub) VALUES ($1)", [who.sub]));
    await add(crab);
    expect(await names(crab, "SELECT owner_sub AS name FROM basket")).toEqual(["sub-pi-crab"]);
    expect(await names(outsider, "SELECT owner_sub AS name FROM basket")).toEqual([]);
    await expect(withViewerSql(outsider, (sql) => sql.run("INSERT INTO basket (owner_sub) VALUES ('sub-pi-agn')"))).rejects.toThrow(/row-level security/);
  });
});
