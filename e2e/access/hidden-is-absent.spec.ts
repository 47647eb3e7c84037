import { type APIRequestContext, type APIResponse, expect, test } from "@playwright/test";
import { addresses, tokenOf } from "../support/demo";
import { absentFile, type Attempt, attempts, type Known } from "./attempts";
import { findKnown, stopKnown } from "./known";

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
  if (headers.location) headers.location = headers.location.replace(/\/(files|archives)\/.*$/, "/$1/…");
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
  known = await findKnown(request, bearer(member));
});

test.afterAll(async ({ request }) => stopKnown(request, known));

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
        // What is asked for the first time is made, and kept for the next who asks: that one has made it already.
        await send(request, method, absent, token);
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
