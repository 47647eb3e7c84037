import { beforeAll, describe, expect, it } from "vitest";
import { GET as GET_PROFILES } from "@/app/esap-api/accounts/user-profiles/route";
import { cookieChoices } from "@/lib/auth/cookies";
import { sessionTokenHash } from "@/lib/auth/sessions";
import { setIndexDefinitions, setIndexRow } from "@/lib/basket/fixture.test-support";
import { basketListSchema, basketSummarySchema, manifestSummarySchema, sharedManifestSchema } from "@/lib/basket/schemas";
import { prisma } from "@/lib/db/prisma";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertObservation, insertProject } from "@/lib/embargo/fixture.test-support";
import { POST as ADD } from "../basket/items/route";
import { GET as GET_NEWS } from "../basket/news/route";
import { DELETE as DELETE_BASKET, GET as GET_BASKET, PATCH } from "../baskets/[id]/route";
import { GET as GET_BASKETS, POST as POST_BASKET } from "../baskets/route";
import { GET as GET_EXPORT } from "./[id]/export/route";
import { DELETE as END, POST as SHARE } from "./[id]/link/route";
import { GET as GET_MANIFEST } from "./[id]/route";
import { POST as FREEZE } from "./route";

testDatabase();

const base = "http://127.0.0.1:39000";
type Who = "member" | "outsider" | null;
type Handler = (request: Request, context: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;
const absentId = "00000000-0000-4000-8000-000000000000";

function ask(handler: Handler, who: Who, { id, body, headers = {}, path = "/api/v1/x", method = "GET" }: { id?: string; body?: unknown; headers?: Record<string, string>; path?: string; method?: string } = {}) {
  const own: Record<string, string> = who ? { cookie: `${cookieChoices().sessionToken.name}=session-of-${who}`, origin: base } : {};
  const request = new Request(base + path, { method: body === undefined ? method : "POST", headers: { ...own, ...headers, ...(body !== undefined && { "content-type": "application/json" }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
  return handler(request, { params: Promise.resolve<Record<string, string>>(id === undefined ? {} : { id }) });
}
const slug = async (response: Response) => [response.status, ((await response.json()) as { type: string }).type.split(":").at(-1)];
/** All that a response says but who asked when. */
const whole = async (response: Response, id: string) => {
  const { "x-request-id": _id, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: (await response.text()).replaceAll(id, "ID").replace(/"requestId":"[^"]*"/, "") };
};

let open: string;
let veiled: string;

beforeAll(async () => {
  const [store, secret] = [await insertCollection("store"), await insertCollection("secret")];
  const hidden = await insertProject({ code: "CRAB", group: "cta/projects/crab", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const free = await insertProject({ code: "OPEN", group: "cta/projects/open", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  for (const collection of [store, secret]) await setIndexDefinitions(collection);
  for (const [collectionId, obsId, projectId] of [[secret, 10001, hidden], [store, 20001, free]] as const) await setIndexRow({ id: await insertObservation({ collectionId, obsId, projectId }), obsId });
  for (const [name, groups] of [["member", ["cta/projects/crab"]], ["outsider", []]] as const) {
    const sessions = { create: { sessionToken: sessionTokenHash(`session-of-${name}`), expires: new Date(Date.now() + 3_600_000) } };
    await prisma().user.create({ data: { sub: `sub-${name}`, username: name, groups: [...groups], groupsCheckedAt: new Date(), sessions } });
  }
  const freeze = async (ids: string[]) => {
    const { id } = basketSummarySchema.parse(await (await ask(POST_BASKET, "member", { body: { name: ids.join() } })).json());
    await ask(ADD, "member", { body: { ids } });
    return manifestSummarySchema.parse(await (await ask(FREEZE, "member", { body: { basketId: id, share: true } })).json()).id;
  };
  open = await freeze(["secret:10001", "store:20001"]);
  veiled = await freeze(["secret:10001"]);
});

describe("the page's answer of a shared manifest", () => {
  it("tells anonymous and outsider of the readable part only, and has no tag that would tell of the rest", async () => {
    for (const who of [null, "outsider"] as const) {
      const response = await ask(GET_MANIFEST, who, { id: open });
      expect([response.status, response.headers.get("etag"), response.headers.get("cache-control")]).toEqual([200, null, "private, no-store"]);
      const text = await response.clone().text();
      expect(text).not.toMatch(/secret|10001|CRAB/);
      expect(sharedManifestSchema.parse(JSON.parse(text))).toMatchObject({ isOwner: false, observations: [{ id: "store:20001" }], files: [{ did: "store:r1/data/obs_20001.fits" }] });
    }
    expect(sharedManifestSchema.parse(await (await ask(GET_MANIFEST, "member", { id: open })).json())).toMatchObject({ isOwner: true, observations: [{ id: "secret:10001" }, { id: "store:20001" }] });
  });

  it("is for what is hidden, to the last header, what it is for what never was", async () => {
    for (const who of [null, "outsider"] as const) {
      expect(await whole(await ask(GET_MANIFEST, who, { id: veiled }), veiled)).toEqual(await whole(await ask(GET_MANIFEST, who, { id: absentId }), absentId));
      expect((await ask(GET_MANIFEST, who, { id: veiled })).status).toBe(404);
    }
    for (const [handler, method] of [[GET_EXPORT, "GET"], [SHARE, "POST"], [END, "DELETE"]] as const) {
      expect(await whole(await ask(handler, "outsider", { id: veiled, method }), veiled)).toEqual(await whole(await ask(handler, "outsider", { id: absentId, method }), absentId));
      expect(await slug(await ask(handler, null, { id: veiled, method }))).toEqual([401, "sign-in-needed"]);
    }
    expect(await slug(await ask(ADD, "outsider", { body: { manifestId: veiled } }))).toEqual([404, "not-found"]);
    expect(await slug(await ask(GET_MANIFEST, "outsider", { id: "no id" }))).toEqual([404, "not-found"]);
  });

  it("leaves in each format without a word of the rest, and ends with the link", async () => {
    for (const format of ["json", "csv", "metalink", "sh", "esap"]) {
      const text = await (await ask(GET_EXPORT, "outsider", { id: open, path: `/api/v1/manifests/${open}/export?format=${format}` })).text();
      expect(text).toContain("/files/store/r1/data/obs_20001.fits");
      expect(text).not.toMatch(/secret|10001/);
    }
    expect(manifestSummarySchema.parse(await (await ask(END, "member", { id: open, method: "DELETE" })).json()).sharedAt).toBeNull();
    expect(await slug(await ask(GET_MANIFEST, "outsider", { id: open }))).toEqual([404, "not-found"]);
    expect(await slug(await ask(GET_EXPORT, "outsider", { id: open }))).toEqual([404, "not-found"]);
    expect((await ask(SHARE, "member", { id: open, method: "POST" })).status).toBe(200);
    expect((await ask(GET_MANIFEST, null, { id: open })).status).toBe(200);
  });
});

describe("the routes of baskets by name", () => {
  it("carry the revision as entity tag and honour If-Match", async () => {
    const made = await ask(POST_BASKET, "member", { body: { name: "tagged" } });
    const { id, revision } = basketSummarySchema.parse(await made.json());
    expect([made.status, made.headers.get("etag")]).toEqual([201, `"${revision}"`]);
    expect((await ask(GET_BASKET, "member", { id })).headers.get("etag")).toBe(`"${revision}"`);
    const rename = (ifMatch: string) => ask(PATCH, "member", { id, body: { name: "renamed" }, headers: { "if-match": ifMatch } });
    expect(await slug(await rename('"0"'))).toEqual([412, "basket-changed"]);
    expect((await rename(`"${revision}"`)).headers.get("etag")).toBe(`"${revision + 1}"`);
    expect(await slug(await ask(DELETE_BASKET, "member", { id, method: "DELETE", headers: { "if-match": `"${revision}"` } }))).toEqual([412, "basket-changed"]);
    expect((await ask(DELETE_BASKET, "member", { id, method: "DELETE", headers: { "if-match": `"${revision + 1}"` } })).status).toBe(204);
    expect(await slug(await ask(GET_BASKET, "member", { id }))).toEqual([404, "not-found"]);
  });
  it("ask who is there, show each their own, and refuse what makes no sense", async () => {
    expect(await slug(await ask(GET_BASKETS, null))).toEqual([401, "sign-in-needed"]);
    expect(basketListSchema.parse(await (await ask(GET_BASKETS, "outsider")).json()).items).toEqual([]);
    expect(await slug(await ask(GET_NEWS, "outsider"))).toEqual([409, "no-basket-query"]);
    for (const body of [{}, { name: "" }, { name: "x", copyOf: "no id" }]) expect((await slug(await ask(POST_BASKET, "member", { body })))[0]).toBe(400);
    for (const body of [{ ids: ["store:20001"], manifestId: open }, { ids: ["store:20001"], keepQuery: true }]) expect((await slug(await ask(ADD, "member", { body })))[0]).toBe(400);
  });
});

describe("ESAP's user profiles", () => {
  const cart = async (who: Who, query = "") => {
    const answer = (await (await ask(GET_PROFILES, who, { path: `/esap-api/accounts/user-profiles/${query}` })).json()) as { results: { user_name: string; shopping_cart: { item_data: string }[] }[] };
    return { name: answer.results[0]!.user_name, items: answer.results[0]!.shopping_cart.map(({ item_data }) => JSON.parse(item_data) as { archive: string; record: Record<string, unknown> }) };
  };
  it("are one's own, whoever is named, and one's own current basket", async () => {
    await ask(POST_BASKET, "member", { body: { name: "for esap" } });
    await ask(ADD, "member", { body: { ids: ["secret:10001"] } });
    const mine = await cart("member");
    expect(mine.name).toBe("member");
    expect(mine.items[0]).toMatchObject({ archive: "airshower", record: { scope: "secret", name: "r1/data/obs_10001.fits", url: expect.stringMatching(/\/files\/secret\/r1\/data\/obs_10001\.fits$/) as string } });
    const other = await cart("outsider", "?user_name=member");
    expect(other.name).toBe("outsider");
    expect(JSON.stringify(other)).not.toMatch(/secret|10001/);
  });
  it("are nobody's without a login", async () => {
    expect(await slug(await ask(GET_PROFILES, null))).toEqual([401, "sign-in-needed"]);
  });
});
