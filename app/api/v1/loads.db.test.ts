import { beforeAll, describe, expect, it } from "vitest";
import { tokenFor } from "@/lib/auth/api-tokens/api-token.test-support";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertPerson, viewer } from "@/lib/embargo/fixture.test-support";
import { ask } from "./in-process.test-support";

testDatabase();

const manager = viewer("manager", "g/managers");
beforeAll(async () => {
  await insertPerson(manager);
  await insertCollection("tiny", { managers: ["g/managers"] });
  await insertCollection("elsewhere", { managers: ["g/others"] });
});

describe("loads by the API", () => {
  const by = (token: string) => ({ authorization: `Bearer ${token}` });
  it("take a manager's token with the scope, for what its owner manages", async () => {
    const { token } = await tokenFor(manager, ["load"]);
    const asked = await ask({ method: "POST", path: "/collections/tiny/loads", headers: by(token) });
    expect(asked.status).toBe(202);
    expect(await asked.json()).toMatchObject({ state: "waiting" });
    expect((await ask({ method: "POST", path: "/collections/tiny/loads", headers: by(token) })).status).toBe(409);
    expect(await (await ask({ path: "/collections/tiny/loads", headers: by(token) })).json()).toMatchObject({ items: [{ state: "waiting", askedBy: "manager" }] });
    expect((await ask({ method: "POST", path: "/collections/elsewhere/loads", headers: by(token) })).status).toBe(404);
  });
  it("take no token without it, and nobody unknown", async () => {
    const { token } = await tokenFor(manager, ["search", "read", "stage"]);
    expect((await ask({ method: "POST", path: "/collections/tiny/loads", headers: by(token) })).status).toBe(403);
    expect((await ask({ method: "POST", path: "/collections/tiny/loads" })).status).toBe(401);
  });
});
