import { type APIRequestContext, type APIResponse, expect, test } from "@playwright/test";
import { addresses, tokenOf } from "../support/demo";
import { absentFile, absentUuid, type Attempt, attempts, type Known } from "./attempts";

// `outsider` and an anonymous visitor, at every route of the API: what belongs to SIM-CRAB answers as what never
// existed, byte by byte. What is tried stands in attempts.ts: a new route has its entry there.

const api = () => `${addresses().portalUrl}/api/v1`;
const bearer = (token: string | null): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {});

async function send(request: APIRequestContext, method: string, { path, body }: Attempt, token: string | null): Promise<APIResponse> {
  return request.fetch(`${api()}${path}`, { method, headers: bearer(token), ...(body === undefined ? {} : { data: body }), maxRedirects: 0 });
}

/** Status, headers and body without what differs in every answer: request id, date, and what the asker sent. */
async function comparable(response: APIResponse): Promise<unknown> {
  const { date: _date, "x-request-id": _id, ...headers } = response.headers();
  // A redirect to the files process carries what was asked for, hidden or not, and a signature over it.
  if (headers.location) headers.location = headers.location.replace(/\/files\/.*$/, "/files/…");
  return { status: response.status(), headers, body: withoutMoments(await response.text()) };
}

/** Request ids and moments left out; all else is compared as it was sent. */
function withoutMoments(body: string): string {
  return body.replace(/"requestId":"[^"]*"/g, '"requestId":"ID"').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
}

let known: Known;
let outsider: string;
let member: string;

test.beforeAll(async ({ request }) => {
  outsider = await tokenOf("outsider");
  member = await tokenOf("pi-crab");
  const list = (await (await send(request, "GET", { path: "/observations?project=SIM-CRAB" }, member)).json()) as { items: { id: string }[] };
  const observationId = list.items[0]!.id;
  const products = (await (await send(request, "GET", { path: `/observations/${encodeURIComponent(observationId)}/products` }, member)).json()) as { items: { id: string; url: string; role: string }[] };
  const product = products.items.find(({ role }) => role === "event-list")!;
  known = { observationId, productId: product.id, filePath: new URL(product.url).pathname, launchId: await launchOf(request) };
});

test.afterAll(async ({ request }) => {
  if (known.launchId !== absentUuid) expect((await send(request, "DELETE", { path: `/launches/${known.launchId}` }, member)).ok()).toBe(true);
  await send(request, "DELETE", { path: "/basket/items", body: { all: true } }, member);
});

/** A launch that the member really has; where there is no hub there can be none, and an unknown id stands for it. */
async function launchOf(request: APIRequestContext): Promise<string> {
  if (addresses().hubUrl === null) return absentUuid;
  await send(request, "POST", { path: "/basket/items", body: { query: { project: "SIM-CRAB" } } }, member);
  const launch = await send(request, "POST", { path: "/launches", body: { service: "jupyterhub" } }, member);
  expect(launch.status()).toBe(202);
  return ((await launch.json()) as { id: string }).id;
}

test("the member sees what the others shall not", async ({ request }) => {
  const list = (await (await send(request, "GET", { path: "/observations?project=SIM-CRAB" }, member)).json()) as { totalCount: number };
  expect(list.totalCount).toBe(8);
});

test("every route of the API is tried", async ({ request }) => {
  const document = (await (await request.get(`${api()}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, "")}`));
  expect(routes.filter((route) => route !== "GET /openapi.json" && !(route in attempts))).toEqual([]);
});

for (const who of ["anonymous", "outsider"] as const) {
  for (const [route, pairs] of Object.entries(attempts)) {
    test(`${who} can not tell hidden from absent at ${route}`, async ({ request }) => {
      const method = route.split(" ")[0]!;
      const token = who === "outsider" ? outsider : null;
      for (const pair of pairs) {
        const [hidden, absent] = pair(known);
        const answers = [await send(request, method, hidden, token), await send(request, method, absent, token)] as const;
        expect(await comparable(answers[0])).toEqual(await comparable(answers[1]));
        expect((await answers[0].text()).toLowerCase()).not.toContain("sim-crab");
      }
    });
  }

  test(`${who} can not tell hidden from absent at the files process`, async ({ request }) => {
    const headers = bearer(who === "outsider" ? outsider : null);
    const { filesUrl } = addresses();
    for (const method of ["GET", "HEAD"]) {
      const hidden = await request.fetch(filesUrl + known.filePath, { method, headers });
      const absent = await request.fetch(filesUrl + absentFile, { method, headers });
      expect(hidden.status()).toBe(404);
      expect(await comparable(hidden)).toEqual(await comparable(absent));
    }
  });
}
