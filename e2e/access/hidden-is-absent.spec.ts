import { type APIRequestContext, type APIResponse, expect, test } from "@playwright/test";
import { addresses, tokenOf } from "../support/demo";

// `outsider` and an anonymous visitor, at every route of the API: what belongs to SIM-CRAB answers as what never existed.

interface Known {
  readonly observationId: string;
  readonly productId: string;
  readonly filePath: string;
  readonly launchId: string;
}
interface Attempt {
  readonly path: string;
  readonly body?: unknown;
}
type Pair = (known: Known) => readonly [hidden: Attempt, absent: Attempt];

const absentUuid = "00000000-0000-4000-8000-000000000000";
const absentObservation = "sim-crab:99999999";
const get = (hidden: string, absent: string): readonly [Attempt, Attempt] => [{ path: hidden }, { path: absent }];
const same = (path: string, body?: unknown): Pair => () => [{ path, body }, { path, body }];
const byId = (suffix: string): Pair => ({ observationId }) => get(`/observations/${encodeURIComponent(observationId)}${suffix}`, `/observations/${encodeURIComponent(absentObservation)}${suffix}`);
const byLaunch = (suffix: string): Pair => ({ launchId }) => get(`/launches/${launchId}${suffix}`, `/launches/${absentUuid}${suffix}`);
const absentFile = "/files/sim-crab/r1/data/never-was.fits";

/** Every route of the API as the OpenAPI document lists it, tried with a hidden thing and with one that never was. */
const attempts: Record<string, readonly Pair[]> = {
  "GET /me": [same("/me")],
  "GET /observations": [
    () => get("/observations?project=SIM-CRAB", "/observations?project=SIM-NEVER"),
    () => get("/observations?collection=sim-crab", "/observations?collection=sim-never"),
    ({ observationId }) => get(`/observations?q=${encodeURIComponent(observationId)}`, `/observations?q=${encodeURIComponent(absentObservation)}`),
    ({ observationId }) => get(`/observations?q=${observationId.split(":")[1]}`, "/observations?q=99999999"),
    () => get("/observations?project=SIM-CRAB&format=csv", "/observations?project=SIM-NEVER&format=csv"),
    () => get("/observations?project=SIM-CRAB&format=votable", "/observations?project=SIM-NEVER&format=votable"),
  ],
  "GET /observations/facets": [() => get("/observations/facets?project=SIM-CRAB", "/observations/facets?project=SIM-NEVER")],
  "GET /observations/{id}": [byId("")],
  "GET /observations/{id}/products": [byId("/products")],
  "GET /observations/{id}/access": [byId("/access")],
  "POST /irf-matches": [({ observationId }) => [{ path: "/irf-matches", body: { observationIds: [observationId] } }, { path: "/irf-matches", body: { observationIds: [absentObservation] } }]],
  "GET /projects": [same("/projects")],
  "GET /projects/{code}": [() => get("/projects/SIM-CRAB", "/projects/SIM-NEVER")],
  "GET /basket": [same("/basket")],
  "GET /basket/manifest": [same("/basket/manifest")],
  "POST /basket/items": [() => [{ path: "/basket/items", body: { query: { project: "SIM-CRAB" } } }, { path: "/basket/items", body: { query: { project: "SIM-NEVER" } } }]],
  "DELETE /basket/items": [same("/basket/items", { all: true })],
  "POST /launches/plan": [same("/launches/plan", { service: "jupyterhub" })],
  "POST /launches": [same("/launches", { service: "jupyterhub" })],
  "GET /launches": [same("/launches")],
  "GET /launches/{id}": [byLaunch("")],
  "DELETE /launches/{id}": [byLaunch("")],
  "GET /launches/{id}/events": [byLaunch("/events")],
  "GET /notebook-services": [same("/notebook-services")],
  "GET /environments": [same("/environments")],
  "GET /files/{scope}/{name}": [({ filePath }) => get(filePath, absentFile)],
  "POST /staging/tickets/redeem": [same("/staging/tickets/redeem", { ticket: "t".repeat(43), key: "k".repeat(43) })],
  "POST /staging/progress": [({ launchId }) => [{ path: "/staging/progress", body: progressOf(launchId) }, { path: "/staging/progress", body: progressOf(absentUuid) }]],
};

function progressOf(launchId: string) {
  return { launchId, phase: "fetching", filesDone: 0, filesTotal: 1, bytesDone: 0, bytesTotal: 1 };
}

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

/** JSON by its values, whatever their order; request ids and moments left out. */
function withoutMoments(body: string): unknown {
  const text = body.replace(/"requestId":"[^"]*"/g, '"requestId":"ID"').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
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
