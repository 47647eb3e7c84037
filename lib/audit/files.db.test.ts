import { beforeAll, describe, expect, it } from "vitest";
import { findFile } from "@/lib/datalake/find-file";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertPerson, insertProject, insertSharedProduct, viewer } from "@/lib/embargo/fixture.test-support";
import { withSystemSql } from "@/lib/embargo/transaction";
import { anonymous } from "@/lib/embargo/viewer";
import { flushAttempts } from "./attempts";

testDatabase();
const pi = viewer("pi", "cta/crab");
const outsider = viewer("outsider", "cta/other");

beforeAll(async () => {
  const collectionId = await insertCollection("crab");
  const projectId = await insertProject({ code: "CRAB", group: "cta/crab" });
  await insertObservation({ collectionId, obsId: 1, projectId });
  await insertPerson(pi);
  await insertPerson(outsider);
});
describe("x", () => {
  it("y", async () => {
    await findFile(pi, "crab", "r1/data/obs_1.fits");
    await findFile(outsider, "crab", "r1/data/obs_1.fits").catch(() => 0);
    await flushAttempts();
    console.log(await withSystemSql("x", (sql) => sql.rows("SELECT chain, action, outcome, subject FROM audit_entry ORDER BY id")));
  });
});
