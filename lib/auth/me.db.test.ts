import { beforeAll, describe, expect, it } from "vitest";
import { me } from "@/lib/auth/me";
import { meSchema } from "@/lib/auth/schemas";
import { forgetEnvironment } from "@/lib/config/environment";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous, type Viewer } from "@/lib/embargo/viewer";

testDatabase();

const viewer = (username: string, ...groups: string[]): Viewer => ({ kind: "user", sub: `sub-${username}`, username, name: null, groups });
const codes = async (who: Viewer) => (await me(who)).projects.map(({ code, role }) => `${code} ${role}`);

beforeAll(async () => {
  process.env.ADMIN_GROUPS = "cta/embargo-managers";
  forgetEnvironment();
  await withSystemSql("projects for a test", (sql) =>
    sql.run(`INSERT INTO project (code, title, pi_username, iam_group)
      VALUES ('SIM-AGN', 'A flaring source', 'pi-agn', 'cta/projects/sim-agn'), ('SIM-CRAB', 'The Crab', 'pi-crab', 'cta/projects/sim-crab')`),
  );
  // The PI is known by name, and names belong to accounts.
  await prisma().user.create({ data: { sub: "sub-pi-crab", username: "pi-crab", groups: [] } });
});

describe("me", () => {
  it("is nobody for anonymous", async () => {
    expect(meSchema.parse(await me(anonymous))).toEqual({ sub: null, username: null, name: null, groups: [], projects: [], manages: [], isAdmin: false });
  });

  it("is PI by the database and member by the group", async () => {
    expect(await codes(viewer("pi-crab", "cta/projects/sim-crab"))).toEqual(["SIM-CRAB pi"]);
    expect(await codes(viewer("pi-crab"))).toEqual([]);
    expect(await codes(viewer("analyst", "cta/projects/sim-crab", "cta/projects/sim-agn"))).toEqual(["SIM-AGN member", "SIM-CRAB member"]);
  });

  it("has no project as an outsider, as somebody with a parent's group, or with the group in other letters", async () => {
    expect(await codes(viewer("outsider"))).toEqual([]);
    expect(await codes(viewer("parent", "cta", "cta/projects", "CTA/projects/sim-crab", "/cta/projects/sim-crab"))).toEqual([]);
  });

  it("is administrator by group, which shows no project", async () => {
    expect(await me(viewer("manager", "cta/embargo-managers"))).toMatchObject({ isAdmin: true, projects: [] });
    expect(await me(viewer("pi-crab", "cta/projects/sim-crab"))).toMatchObject({ isAdmin: false });
  });
});
