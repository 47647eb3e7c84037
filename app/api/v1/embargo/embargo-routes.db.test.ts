import { beforeAll, describe, expect, it } from "vitest";
import { cookieChoices } from "@/lib/auth/cookies";
import { sessionTokenHash } from "@/lib/auth/sessions";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject } from "@/lib/embargo/fixture.test-support";
import { answers } from "@/lib/http/answers";
import { POST as APPROVE } from "./changes/[id]/approve/route";
import { GET as ONE } from "./changes/[id]/route";
import { GET as CHANGES, POST as CHANGE } from "./changes/route";
import { POST as WHAT_IF } from "./changes/what-if/route";
import { GET as CSV } from "./clocks.csv/route";
import { POST as IMPORT } from "./clocks/import/route";
import { GET as PROJECTS } from "./projects/route";

testDatabase();

const origin = "http://127.0.0.1:39000";
type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
const headersOf = (who: string | null) => ({ origin, ...(who && { cookie: `${cookieChoices().sessionToken.name}=session-of-${who}` }) });
const get = (handler: Handler, who: string | null, query = "", params = {}) => handler(new Request(`${origin}/api/v1/embargo/x${query}`, { headers: headersOf(who) }), { params: Promise.resolve(params) });
const post = (handler: Handler, who: string | null, body: unknown, params = {}) =>
  handler(new Request(`${origin}/api/v1/embargo/x`, { method: "POST", headers: { "content-type": "application/json", ...headersOf(who) }, body: JSON.stringify(body) }), { params: Promise.resolve(params) });
const send = (who: string | null, query: string, text: string, headers: Record<string, string> = {}) =>
  IMPORT(new Request(`${origin}/api/v1/embargo/x${query}`, { method: "POST", headers: { "content-type": "text/csv", ...headersOf(who), ...headers }, body: text }), { params: Promise.resolve({}) });
const withoutId = async (response: Response) => [response.status, (await response.text()).replace(/"requestId":"[^"]*"/, "")];

const clocks = (code: string) => ({ kind: "project-clocks", codes: [code], data: { from: "fixed", at: "2998-01-01T00:00:00Z" } });

beforeAll(async () => {
  const cta = await insertCollection("cta", { managers: ["cta/managers"] });
  await insertCollection("hess", { managers: ["hess/managers"] });
  for (const [n, code] of ["CRAB", "AGN", "VELA"].entries()) {
    const projectId = await insertProject({ code, group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
    await insertObservation({ collectionId: cta, obsId: n + 1, projectId });
  }
  for (const [name, groups] of [["manager", ["cta/managers"]], ["second", ["cta/managers"]], ["elsewhere", ["hess/managers"]], ["member", ["cta/projects/crab"]]] as const) {
    const sessions = { create: { sessionToken: sessionTokenHash(`session-of-${name}`), expires: new Date(Date.now() + 3_600_000) } };
    await prisma().user.create({ data: { sub: `sub-${name}`, username: name, groups: [...groups], groupsCheckedAt: new Date(), sessions } });
  }
});

describe("the managers' routes", () => {
  it("are nowhere for who manages nothing, whatever is asked of them", async () => {
    for (const who of [null, "member"]) {
      for (const code of ["CRAB", "NEVER-WAS"]) {
        for (const response of [await get(PROJECTS, who), await get(CHANGES, who), await get(CSV, who, `?project=${code}`), await post(WHAT_IF, who, { change: clocks(code) }), await post(CHANGE, who, { change: clocks(code), reason: "a reason" }), await send(who, "", `project\n${code}`)]) expect(response.status).toBe(404);
      }
    }
  });
  it("tell a manager of another collection of what is there what they tell of what never was", async () => {
    for (const [path, handler] of [["what-if", WHAT_IF], ["change", CHANGE]] as const) {
      const body = (code: string) => ({ change: clocks(code), ...(path === "change" && { reason: "a reason" }) });
      expect(await withoutId(await post(handler, "elsewhere", body("CRAB")))).toEqual(await withoutId(await post(handler, "elsewhere", body("NEVER-WAS"))));
    }
    expect(await withoutId(await get(CSV, "elsewhere", "?project=CRAB"))).toEqual(await withoutId(await get(CSV, "elsewhere", "?project=NEVER-WAS")));
  });
  it("answer as the API says", async () => {
    const effect = answers.EmbargoEffect.parse(await (await post(WHAT_IF, "manager", { change: clocks("CRAB") })).json());
    const made = await post(CHANGE, "manager", { change: clocks("CRAB"), reason: "a reason", expect: effect.digest });
    expect(made.status).toBe(201);
    const change = answers.EmbargoChange.parse(await made.json());
    expect(change).toMatchObject({ state: "applied", change: { kind: "project-clocks", codes: ["CRAB"] } });
    expect(answers.EmbargoChange.parse(await (await get(ONE, "second", "", { id: change.id })).json())).toMatchObject({ id: change.id, mine: false });
    for (const id of [change.id, "00000000-0000-4000-8000-000000000000", "no-id"]) expect((await get(ONE, "elsewhere", "", { id })).status).toBe(404);
    expect((await post(APPROVE, "second", { reason: "a reason" }, { id: change.id })).status).toBe(409);
    const first = answers.ManagedProjectList.parse(await (await get(PROJECTS, "manager", "?limit=2")).json());
    expect(first.items.map(({ code }) => code)).toEqual(["AGN", "CRAB"]);
    const next = answers.ManagedProjectList.parse(await (await get(PROJECTS, "manager", `?limit=2&cursor=${first.nextCursor}`)).json());
    expect([next.items.map(({ code }) => code), next.nextCursor]).toEqual([["VELA"], null]);
    // A page's end is good for the question that it came from.
    expect((await get(PROJECTS, "manager", `?limit=2&q=crab&cursor=${first.nextCursor}`)).status).toBe(400);
    await post(CHANGE, "manager", { change: clocks("AGN"), reason: "a reason" });
    const page = answers.EmbargoChangeList.parse(await (await get(CHANGES, "manager", "?limit=1")).json());
    expect(page.items.map(({ projects }) => projects)).toEqual([["AGN"]]);
    const older = answers.EmbargoChangeList.parse(await (await get(CHANGES, "manager", `?limit=1&cursor=${page.nextCursor}`)).json());
    expect(older.items.map(({ projects }) => projects)).toEqual([["CRAB"]]);
  });
  it("take a file of clocks from the portal's own pages, as CSV and within its size only", async () => {
    const file = await (await get(CSV, "manager")).text();
    expect(answers.ClockImport.parse(await (await send("manager", "", file)).json())).toMatchObject({ lineCount: 3, changedCount: 0, change: null });
    const changed = file.replace("2998-01-01", "2997-01-01");
    expect((await send("manager", "?dryRun=false", changed)).status).toBe(400);
    const made = await send("manager", "?dryRun=false&reason=moved", changed);
    expect([made.status, answers.ClockImport.parse(await made.json()).change?.kind]).toEqual([201, "import"]);
    expect((await send("manager", "", file, { "content-type": "text/plain" })).status).toBe(400);
    expect((await send("manager", "", "x".repeat(2_000_001))).status).toBe(413);
    expect((await send("manager", "?dryRun=false&reason=moved", file, { origin: "http://elsewhere" })).status).toBe(403);
  });
});
