import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withViewerSql } from "@/lib/embargo/transaction";
import { dropDeputy, listDeputies, nameDeputy } from "./deputies";
import { forgetRights, grantBody, insertWorld, noticesOf, people, system, type World } from "./fixture.test-support";
import { giveGrant } from "./give";
import { readTeam } from "./team";

testDatabase();
let world: World;
beforeAll(async () => void (world = await insertWorld()));
afterEach(forgetRights);

const { piCrab, deputy, member, piAgn, manager, otherManager, outsider, friend } = people;
const names = async (who: Parameters<typeof listDeputies>[0], code = "CRAB") => (await listDeputies(who, code)).items.map(({ name }) => name);

describe("deputies", () => {
  it("are named by the PI, act, and are dropped", async () => {
    expect(await nameDeputy(piCrab, "CRAB", "member")).toMatchObject({ items: [{ name: "deputy" }, { name: "member", isMember: true, namedBy: { name: "pi-crab" } }] });
    expect((await nameDeputy(piCrab, "CRAB", "member")).items).toHaveLength(2);
    expect((await giveGrant(member, "project", "CRAB", grantBody())).state).toBe("live");
    expect(await dropDeputy(piCrab, "CRAB", "member")).toMatchObject({ items: [{ name: "deputy" }] });
    await expect(giveGrant(member, "project", "CRAB", grantBody())).rejects.toMatchObject({ slug: "not-in-charge" });
    expect((await noticesOf(member)).map(({ kind }) => kind)).toEqual(["deputy-named", "deputy-dropped"]);
  });
  it("are named by nobody else: not by deputies, managers, members, other PIs, nor a PI who left", async () => {
    for (const who of [deputy, manager, member]) {
      await expect(nameDeputy(who, "CRAB", "member")).rejects.toMatchObject({ slug: "not-in-charge" });
      await expect(dropDeputy(who, "CRAB", "deputy")).rejects.toMatchObject({ slug: "not-in-charge" });
    }
    for (const who of [piAgn, outsider, { ...piCrab, groups: [] }]) await expect(nameDeputy(who, "CRAB", "member")).rejects.toMatchObject({ slug: "not-found" });
    await expect(nameDeputy({ ...piAgn, groups: [] }, "AGN", "friend")).rejects.toMatchObject({ slug: "not-in-charge" });
    const direct = withViewerSql(deputy, (sql) => sql.run("INSERT INTO project_deputy (project_id, sub, named_by) VALUES ($1, 'sub-member', embargo.me())", [world.crab]));
    await expect(direct).rejects.toThrow(/row-level security/);
    expect(await names(piCrab)).toEqual(["deputy"]);
  });
  it("are members with an account, and not the PI", async () => {
    await expect(nameDeputy(piCrab, "CRAB", "friend")).rejects.toMatchObject({ slug: "not-a-member" });
    await expect(nameDeputy(piCrab, "CRAB", "stranger")).rejects.toMatchObject({ slug: "never-signed-in" });
    await expect(nameDeputy(piCrab, "CRAB", "pi-crab")).rejects.toMatchObject({ slug: "not-in-charge" });
    await expect(dropDeputy(piCrab, "CRAB", "member")).rejects.toMatchObject({ slug: "not-found" });
  });
  it("are known to who leads or manages the project, and each to oneself", async () => {
    for (const who of [piCrab, deputy, manager]) expect(await names(who)).toEqual(["deputy"]);
    expect(await names(member)).toEqual([]);
    for (const who of [piAgn, outsider, otherManager]) await expect(names(who)).rejects.toMatchObject({ slug: "not-found" });
  });
});

describe("the team", () => {
  it("is PI, deputies and members as the identity service last said", async () => {
    for (const who of [piCrab, deputy, manager]) {
      const team = await readTeam(who, "CRAB");
      expect(team).toMatchObject({ group: "cta/projects/crab", pi: { name: "pi-crab", isMember: true }, deputies: [{ name: "deputy", isMember: true }] });
      expect(team.members.map(({ name }) => name)).toEqual(["deputy", "member", "pi-crab"]);
      expect(Date.parse(team.pi.checkedAt!)).toBeGreaterThan(Date.now() - 60_000);
    }
  });
  it("is absent for everybody else, members included", async () => {
    for (const who of [member, piAgn, outsider, otherManager, friend, { ...piCrab, groups: [] }]) await expect(readTeam(who, "CRAB")).rejects.toMatchObject({ slug: "not-found" });
    expect(await withViewerSql(member, (sql) => sql.rows("SELECT * FROM embargo.team($1)", [world.crab]))).toEqual([]);
    await expect(readTeam(piCrab, "AGN")).rejects.toMatchObject({ slug: "not-found" });
  });
  it("shows a deputy who left, and a PI who never signed in", async () => {
    await system(`UPDATE "user" SET groups = '{}' WHERE username = 'deputy'`);
    await system("UPDATE project SET pi_username = 'nobody-yet' WHERE code = 'AGN'");
    const team = await readTeam(piCrab, "CRAB");
    expect([team.deputies, team.members.map(({ name }) => name)]).toMatchObject([[{ name: "deputy", isMember: false }], ["member", "pi-crab"]]);
    expect((await readTeam(manager, "AGN")).pi).toEqual({ name: "nobody-yet", displayName: null, isMember: false, checkedAt: null });
    await system(`UPDATE "user" SET groups = '{cta/projects/crab}' WHERE username = 'deputy'`);
    await system("UPDATE project SET pi_username = 'pi-agn' WHERE code = 'AGN'");
  });
});
