import { beforeAll, describe, expect, it } from "vitest";
import { cookieChoices } from "@/lib/auth/cookies";
import { sessionTokenHash } from "@/lib/auth/sessions";
import { setIndexDefinitions, setIndexRow } from "@/lib/basket/fixture.test-support";
import { basketChangeSchema, basketSchema, manifestSchema } from "@/lib/basket/schemas";
import { prisma } from "@/lib/db/prisma";
import { verifyPermit } from "@/lib/http/permit";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject } from "@/lib/embargo/fixture.test-support";
import { GET as GET_ARCHIVE } from "./archive/route";
import { DELETE, POST } from "./items/route";
import { GET as GET_MANIFEST } from "./manifest/route";
import { GET } from "./route";

testDatabase();

const url = "http://127.0.0.1:39000/api/v1/basket";
const context = { params: Promise.resolve({}) };
const cookie = (who: string) => `${cookieChoices().sessionToken.name}=session-of-${who}`;
const fromPage = (who: string, more: Record<string, string> = {}) => ({ cookie: cookie(who), origin: "http://127.0.0.1:39000", ...more });
const read = (headers: Record<string, string>, query = "") => GET(new Request(url + query, { headers }), context);
const write = (method: "POST" | "DELETE", headers: Record<string, string>, body: unknown) =>
  (method === "POST" ? POST : DELETE)(new Request(`${url}/items`, { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) }), context);
const slug = async (response: Response) => [response.status, ((await response.json()) as { type: string }).type.split(":").at(-1)];

beforeAll(async () => {
  const secret = await insertCollection("secret");
  const project = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  await setIndexDefinitions(secret);
  await setIndexRow({ id: await insertObservation({ collectionId: secret, obsId: 10001, projectId: project }), obsId: 10001 });
  for (const [name, groups] of [["member", ["cta/projects/crab"]], ["outsider", []]] as const) {
    const sessions = { create: { sessionToken: sessionTokenHash(`session-of-${name}`), expires: new Date(Date.now() + 3_600_000) } };
    await prisma().user.create({ data: { sub: `sub-${name}`, username: name, groups: [...groups], groupsCheckedAt: new Date(), sessions } });
  }
});

describe("the basket's routes", () => {
  it("ask who is there before anything else", async () => {
    const needed = [401, "sign-in-needed"];
    expect(await slug(await read({}))).toEqual(needed);
    expect(await slug(await write("POST", {}, { ids: ["secret:10001"] }))).toEqual(needed);
    expect(await slug(await write("DELETE", {}, { all: true }))).toEqual(needed);
    expect(await slug(await GET_MANIFEST(new Request(`${url}/manifest`), context))).toEqual(needed);
  });
  it("show each person their own basket, its revision as entity tag", async () => {
    const added = await write("POST", fromPage("member"), { ids: ["secret:10001"] });
    expect([added.status, added.headers.get("etag")]).toEqual([200, '"1"']);
    expect(basketChangeSchema.parse(await added.json())).toMatchObject({ revision: 1, changed: 1 });
    const mine = await read({ cookie: cookie("member") });
    expect(mine.headers.get("etag")).toBe('"1"');
    expect(basketSchema.parse(await mine.json())).toMatchObject({ totalCount: 1, items: [{ id: "secret:10001" }] });
    expect(await (await read({ cookie: cookie("outsider") })).json()).toMatchObject({ revision: 0, items: [] });
  });
  it("tell an outsider of a hidden id what they tell of an absent one", async () => {
    const [hidden, absent] = await Promise.all(["secret:10001", "secret:10002"].map(async (id) => (await write("POST", fromPage("outsider"), { ids: [id] })).text()));
    expect(hidden!.replace("10001", "10002")).toBe(absent);
  });
  it("give a manifest whose hidden files are not another's to have", async () => {
    const manifest = await GET_MANIFEST(new Request(`${url}/manifest`, { headers: { cookie: cookie("member") } }), context);
    expect(manifestSchema.parse(await manifest.json()).observations).toEqual(["secret:10001"]);
    const other = await GET_MANIFEST(new Request(`${url}/manifest`, { headers: { cookie: cookie("outsider") } }), context);
    expect(await other.json()).toMatchObject({ files: [], observations: [] });
  });
  it("give the manifest in the form that is asked for", async () => {
    const ask = (query: string) => GET_MANIFEST(new Request(`${url}/manifest?${query}`, { headers: { cookie: cookie("member") } }), context);
    const answers = await Promise.all(["format=csv", "format=metalink", "format=sh", "format=esap"].map(ask));
    expect(answers.map(({ headers }) => headers.get("content-disposition"))).toEqual(["manifest.csv", "manifest.meta4", "fetch.sh", "esap-basket.json"].map((name) => `attachment; filename="${name}"`));
    for (const answer of answers) expect(await answer.text()).toContain("/files/secret/r1/data/obs_10001.fits");
    expect(await slug(await ask("format=zip"))).toEqual([400, "bad-request"]);
  });
  it("send on to the basket's archive at the files process, the same one for the same content", async () => {
    const ask = (query: string, headers: Record<string, string> = { cookie: cookie("member") }) => GET_ARCHIVE(new Request(`${url}/archive${query}`, { headers }), context);
    expect(await slug(await ask("", {}))).toEqual([401, "sign-in-needed"]);
    const places = await Promise.all(["", "?format=zip", "?format=tar"].map(async (query) => new URL((await ask(query)).headers.get("location")!)));
    expect(places.map(({ origin }) => origin)).toEqual(Array(3).fill("http://127.0.0.1:39001"));
    expect(places[0]!.pathname).toMatch(/^\/archives\/[0-9a-f-]{36}\.zip$/);
    expect(places.map(({ pathname }) => pathname)).toEqual([places[0]!.pathname, places[0]!.pathname, places[0]!.pathname.replace(".zip", ".tar")]);
    expect(verifyPermit(places[0]!.searchParams.get("permit")!, places[0]!.pathname)).toEqual({ sub: "sub-member", apiTokenId: null });
    const earlier = "00000000-0000-4000-8000-000000000000";
    expect(new URL((await ask(`?manifest=${earlier}`)).headers.get("location")!).pathname).toBe(`/archives/${earlier}.zip`);
    for (const query of ["?format=rar", "?manifest=x", "?analysis=x"]) expect(await slug(await ask(query))).toEqual([400, "bad-request"]);
  });
  it("refuse a write that saw an older revision, that came from elsewhere, or that makes no sense", async () => {
    expect(await slug(await write("DELETE", fromPage("member", { "if-match": '"0"' }), { all: true }))).toEqual([412, "basket-changed"]);
    expect(await slug(await write("DELETE", { cookie: cookie("member"), origin: "https://evil.example" }, { all: true }))).toEqual([403, "foreign-origin"]);
    for (const body of [{}, { ids: [] }, { ids: ["no id"] }, { ids: ["a:1"], query: {} }, { query: { raDeg: 1 } }, { ids: Array.from({ length: 10_001 }, (_, i) => `a:${i}`) }]) {
      expect((await slug(await write("POST", fromPage("member"), body)))[0]).toBe(400);
    }
    expect(await slug(await read({ cookie: cookie("member") }, "?cursor=x"))).toEqual([400, "bad-cursor"]);
    expect(await slug(await read({ cookie: cookie("member") }, "?limit=0"))).toEqual([400, "bad-request"]);
    expect(await (await write("DELETE", fromPage("member", { "if-match": '"1"' }), { all: true })).json()).toMatchObject({ revision: 2, changed: 1, totalCount: 0, skipped: [] });
  });
});
