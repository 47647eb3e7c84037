import { beforeAll, describe, expect, it } from "vitest";
import { GET as getAccess } from "@/app/api/v1/observations/[id]/access/route";
import { GET as getProducts } from "@/app/api/v1/observations/[id]/products/route";
import { GET as getObservation } from "@/app/api/v1/observations/[id]/route";
import { GET as getDensity } from "@/app/api/v1/observations/density/route";
import { GET as getFacets } from "@/app/api/v1/observations/facets/route";
import { GET as search } from "@/app/api/v1/observations/route";
import { GET as getTimeline } from "@/app/api/v1/observations/timeline/route";
import { POST as matchIrfs } from "@/app/api/v1/irf-matches/route";
import { GET as getProject } from "@/app/api/v1/projects/[code]/route";
import { GET as listProjects } from "@/app/api/v1/projects/route";
import { GET as openApi } from "@/app/api/v1/openapi.json/route";
import { insertRows } from "@/lib/catalogue/fixture.test-support";
import { facetsSchema, observationListSchema, projectListSchema } from "@/lib/catalogue/schemas";
import { densitySchema, timelineSchema } from "@/lib/catalogue/spread-schemas";
import { testDatabase } from "@/lib/db/test-database.test-support";
import { insertCollection, insertProject } from "@/lib/embargo/fixture.test-support";

testDatabase();

beforeAll(async () => {
  const store = await insertCollection("store");
  const hidden = await insertProject({ code: "CRAB", group: "g", metaReleaseAt: "2999-01-01T00:00:00Z", dataReleaseAt: "2999-01-01T00:00:00Z" });
  const open = await insertProject({ code: "OPEN", group: "h", metaReleaseAt: "2020-01-01T00:00:00Z", dataReleaseAt: "2020-01-01T00:00:00Z" });
  await insertRows([
    { collectionId: store, obsId: 10001, projectId: hidden, targetName: "Crab Nebula", raDeg: 83.6, decDeg: 22 },
    { collectionId: store, obsId: 20001, projectId: open, targetName: "Vela X", raDeg: 128.5, decDeg: -45.2 },
    { collectionId: store, obsId: 20002, projectId: open, targetName: "Vela X", raDeg: 128.5, decDeg: -45.2 },
  ]);
});

type Handler = typeof search;
const call = (handler: Handler, path: string, params: Record<string, string> = {}, init?: RequestInit) =>
  handler(new Request(`http://127.0.0.1:39000/api/v1${path}`, { ...init, headers: { ...init?.headers, "x-request-id": "test-request" } }), { params: Promise.resolve(params) });

/** All that a client can tell one answer from another by. */
async function whole(response: Response): Promise<unknown> {
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

describe("GET /observations", () => {
  it("answers pages whose cursor leads on", async () => {
    const first = observationListSchema.parse(await (await call(search, "/observations?project=OPEN&limit=1&sort=obsId")).json());
    expect(first).toMatchObject({ items: [{ id: "store:20001" }], totalCount: 2 });
    const second = observationListSchema.parse(await (await call(search, `/observations?project=OPEN&limit=1&sort=obsId&cursor=${first.nextCursor}`)).json());
    expect(second).toMatchObject({ items: [{ id: "store:20002" }], nextCursor: null, totalCount: null });
  });
  it("answers 400 to what it does not know, and to a cursor that it did not issue", async () => {
    for (const query of ["?nonsense=1", "?raDeg=10", "?raDeg=400&decDeg=0", "?sort=offsetDeg", "?limit=0", "?limit=1001", "?match=pointing&raDeg=1&decDeg=1", "?startMjd=2&endMjd=1", "?night=2023-02-30", "?cursor=abc", "?q=a&q=b"]) {
      const response = await call(search, `/observations${query}`);
      expect([query, response.status, response.headers.get("content-type")]).toEqual([query, 400, "application/problem+json"]);
    }
  });
  it("answers as CSV and VOTable", async () => {
    const csv = await call(search, "/observations?project=OPEN&format=csv&limit=1");
    expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="observations.csv"');
    expect((await csv.text()).split("\r\n")).toHaveLength(4);
    const votable = await call(search, "/observations?project=OPEN&format=votable");
    expect(votable.headers.get("content-type")).toMatch(/^application\/x-votable\+xml/);
    expect(await votable.text()).toMatch(/^<\?xml/);
  });
  it("lets no cache keep an answer", async () => {
    const response = await call(search, "/observations");
    expect([response.headers.get("cache-control"), response.headers.get("vary")]).toEqual(["private, no-store", "cookie, authorization"]);
  });
});

describe("what is hidden and what does not exist", () => {
  it("are one, to the last header", async () => {
    for (const query of ["", "&format=csv", "&format=votable", "&q=crab&raDeg=83.6&decDeg=22"]) {
      expect(await whole(await call(search, `/observations?project=CRAB${query}`))).toEqual(await whole(await call(search, `/observations?project=NO-SUCH${query}`)));
    }
    expect(await whole(await call(getFacets, "/observations/facets?project=CRAB"))).toEqual(await whole(await call(getFacets, "/observations/facets?project=NO-SUCH")));
    for (const [handler, part] of [[getDensity, "density"], [getTimeline, "timeline"]] as const) {
      for (const query of ["", "&q=crab", "&polygon=80 20 87 20 83 25"]) expect(await whole(await call(handler, `/observations/${part}?project=CRAB${query}`))).toEqual(await whole(await call(handler, `/observations/${part}?project=NO-SUCH${query}`)));
    }
    for (const handler of [getObservation, getProducts, getAccess]) {
      const hidden = await whole(await call(handler, "/observations/x", { id: "store:10001" }));
      expect(hidden).toMatchObject({ status: 404 });
      for (const id of ["store:99999", "no-such:1", "nonsense", "store:1;DROP TABLE observation"]) expect(await whole(await call(handler, "/observations/x", { id }))).toEqual(hidden);
    }
    expect(await whole(await call(getProject, "/projects/x", { code: "CRAB" }))).toEqual(await whole(await call(getProject, "/projects/x", { code: "NO-SUCH" })));
    const match = async (observationIds: string[]) => whole(await call(matchIrfs, "/irf-matches", {}, { method: "POST", body: JSON.stringify({ observationIds }) }));
    expect(await match(["store:10001"])).toEqual(await match(["store:99999"]));
  });
});

describe("the other routes", () => {
  it("answer by their schemas", async () => {
    expect(facetsSchema.parse(await (await call(getFacets, "/observations/facets")).json())).toEqual({ project: [{ value: "OPEN", count: 2 }], instrument: [], target: [{ value: "Vela X", count: 2 }] });
    expect((await call(getFacets, "/observations/facets?limit=3")).status).toBe(400);
    expect(densitySchema.parse(await (await call(getDensity, "/observations/density")).json())).toMatchObject({ order: 5, totalCount: 2 });
    expect(timelineSchema.parse(await (await call(getTimeline, "/observations/timeline")).json())).toMatchObject({ totalCount: 2 });
    for (const handler of [getDensity, getTimeline]) expect((await call(handler, "/observations/density?limit=3")).status).toBe(400);
    expect(await (await call(search, "/observations?polygon=80 20 84 24 84 20 80 23")).json()).toMatchObject({ status: 400, errors: [{ path: "polygon", message: "the sides of the polygon cross each other" }] });
    expect(projectListSchema.parse(await (await call(listProjects, "/projects")).json())).toMatchObject({ items: [{ code: "OPEN", role: "none", observationCount: 2 }], totalCount: 1 });
    expect((await call(getObservation, "/observations/x", { id: "store:20001" })).status).toBe(200);
    expect((await call(getProducts, "/observations/x", { id: "store%3A20001" })).status).toBe(200);
    expect(await (await call(openApi, "/openapi.json")).json()).toMatchObject({ openapi: "3.1.1", servers: [{ url: "http://127.0.0.1:39000/api/v1" }] });
  });
  it("refuse more ids than they take, and ids of another form", async () => {
    const post = (observationIds: unknown) => call(matchIrfs, "/irf-matches", {}, { method: "POST", body: JSON.stringify({ observationIds }) });
    for (const ids of [[], ["x"], Array.from({ length: 10_001 }, (_, i) => `store:${i}`), "store:1"]) expect((await post(ids)).status).toBe(400);
    expect((await post(["store:20001"])).status).toBe(200);
  });
});
