import { beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql, withViewerSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { sealAll } from "./fixture.test-support";
import { recordAct } from "./record";

testDatabase();
const pi = viewer("pi", "cta/crab");
const manager = viewer("manager", "cta/managers");
const tables = ["audit_entry", "audit_seal", "audit_head", "audit_pending", "audit_person", "audit_register"];
const denied = { code: "42501" };

const entries = () => withSystemSql("test", (sql) => sql.rows<{ id: string; action: string; person: string | null; actor: string; at: Date; subject: object }>("SELECT * FROM audit_entry ORDER BY id"));
beforeAll(async () => {
  const collectionId = await insertCollection("crab", { managers: ["cta/managers"] });
  const projectId = await insertProject({ code: "CRAB", group: "cta/crab" });
  await insertObservation({ collectionId, obsId: 1, projectId });
  await insertPerson(pi);
  await insertPerson(manager);
  await sealAll();
});

describe("the web's role", () => {
  for (const table of tables) {
    it(`can neither write, change, remove nor empty ${table}`, async () => {
      for (const text of [`INSERT INTO ${table} DEFAULT VALUES`, `UPDATE ${table} SET ${table === "audit_register" ? "mac = NULL" : table === "audit_person" ? "sub = 'x'" : "chain = 'portal'"}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(withViewerSql(pi, (sql) => sql.run(text)), text).rejects.toMatchObject(denied);
      }
    });
  }
  it("can not write an entry itself, nor one in another's name or of another time", async () => {
    const text = "INSERT INTO audit_entry (at, scope, chain, actor, person, action, outcome, subject) VALUES ('2020-01-01Z', 'project:1', 'project:1', 'person', gen_random_uuid(), 'grant.given', 'ok', '{}')";
    await expect(withViewerSql(pi, (sql) => sql.run(text))).rejects.toMatchObject(denied);
    for (const call of ["audit_write(ARRAY['project:1'], 'person', NULL, 'x.y', 'ok', '{}')", "audit_by(ARRAY['project:1'], 'grant.given', 'ok', '{}')", "audit_person_of('sub-manager')", "prune_audit('project:1', 1, '')", "anonymise_person('pi')", "audit_prunable(now())"]) {
      await expect(withViewerSql(pi, (sql) => sql.run(`SELECT embargo.${call}`)), call).rejects.toMatchObject(denied);
    }
  });
  it("records in the name of who asks, and now", async () => {
    const before = (await entries()).length;
    const startedMs = Date.now();
    await withViewerSql(pi, (sql) => recordAct(sql, "export.made", { project: "CRAB" }, { person: "sub-manager", at: "2020-01-01T00:00:00Z" }));
    const [entry] = (await entries()).slice(before);
    const [person] = await withSystemSql("test", (sql) => sql.rows<{ sub: string }>("SELECT sub FROM audit_person WHERE id = $1", [entry!.person]));
    expect(person!.sub).toBe(pi.sub);
    expect(entry).toMatchObject({ action: "export.made", actor: "person" });
    expect(Math.abs(entry!.at.getTime() - startedMs)).toBeLessThan(5000);
    await withViewerSql(anonymous, (sql) => recordAct(sql, "export.made", { project: "CRAB" }));
    expect((await entries()).at(-1)).toMatchObject({ actor: "anonymous", person: null });
  });
  it("can not claim what triggers record", async () => {
    for (const action of ["grant.given", "hold.lifted", "clock.changed", "groups.changed", "launch.started", "file.read", "audit.pruned", "person.anonymised", "export.made; x"]) {
      await expect(withViewerSql(pi, (sql) => recordAct(sql, action, { project: "CRAB" })), action).rejects.toMatchObject(denied);
    }
  });
});

describe("the system's role", () => {
  it("can not change, remove or empty what was written or sealed, nor a person's name", async () => {
    for (const text of ["INSERT INTO audit_entry DEFAULT VALUES", "UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry", "UPDATE audit_seal SET seq = 9", "DELETE FROM audit_seal", "TRUNCATE audit_seal", "DELETE FROM audit_head", "UPDATE audit_head SET base_seq = 9", "UPDATE audit_person SET sub = NULL", "DELETE FROM audit_register", "SELECT embargo.prune_audit('project:1', 1, '')", "SELECT embargo.anonymise_person('pi')"]) {
      await expect(withSystemSql("test", (sql) => sql.run(text)), text).rejects.toMatchObject(denied);
    }
  });
});

describe("a transaction that is rolled back", () => {
  it("leaves no entry of what it did", async () => {
    const before = (await entries()).length;
    const undone = withSystemSql("test", async (sql) => {
      await sql.run("UPDATE project SET data_clock_date = '2031-01-01Z'");
      expect(await sql.rows("SELECT 1 FROM audit_entry WHERE action = 'clock.changed'")).not.toHaveLength(0);
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    const acted = withViewerSql(pi, async (sql) => {
      await recordAct(sql, "export.made", { project: "CRAB" });
      throw new Error("no");
    });
    await expect(acted).rejects.toThrow("no");
    expect(await entries()).toHaveLength(before);
  });
});
