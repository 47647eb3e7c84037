import { expect, test } from "@playwright/test";
import { attempts, type Known } from "../access/attempts";
import { findKnown, stopKnown } from "../access/known";
import { bearers, type Role } from "../access/roles";
import { addresses } from "../support/demo";

// Text that would be SQL, if any of it ever became SQL: in every parameter of every query and path, in every text of
// every body, and in the headers that the portal reads. The demo is asked afterwards whether all is as it was.

const payloads = [
  "' OR '1'='1' --",
  "'; SELECT set_config('app.projects', '{1,2,3,4,5}', false); --",
  "x'), set_config('app.sub','8f6a1c52-0c1b-4c8e-9d0a-5f0a3c1e0001',false) --",
  "{1,2,3}",
  "$1",
  "\\'; DROP TABLE observation; --",
  "1 UNION SELECT code FROM project",
  "%27%20OR%201%3D1",
];
const api = () => `${addresses().portalUrl}/api/v1`;
let known: Known;
let headers: Record<Role, Record<string, string>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
}
type Operations = Record<string, Record<string, { readonly parameters?: readonly Parameter[] }>>;
let paths: Operations;

test.beforeAll(async ({ request }) => {
  headers = await bearers();
  known = await findKnown(request, headers.pi);
  paths = ((await (await request.get(`${api()}/openapi.json`)).json()) as { paths: Operations }).paths;
});
test.afterAll(async ({ request }) => stopKnown(request, known));

/** Nothing of SIM-CRAB: a path's own text comes back in no answer, so that its names can not stand there. */
async function expectHarmless(answer: { status(): number; text(): Promise<string> }, what: string): Promise<void> {
  expect(answer.status(), what).toBeLessThan(500);
  expect((await answer.text()).toLowerCase(), what).not.toMatch(/sim-crab|syntax error|pg_|relation "|violates|invalid input syntax/);
}

test("in every parameter of every path and query it is text, and finds nothing", async ({ request }) => {
  test.setTimeout(600_000);
  let tried = 0;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      if (path.endsWith("/events")) continue;
      const names = parameters.filter((each) => each.in === "query").map(({ name }) => name);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      for (const payload of payloads) {
        const filled = path.replace(/\{\w+\}/g, encodeURIComponent(payload));
        const targets = [...(inPath.length > 0 ? [filled] : []), ...names.map((name) => `${path.replace(/\{\w+\}/g, "x")}?${name}=${encodeURIComponent(payload)}`)];
        for (const target of targets) {
          const answer = await request.fetch(api() + target, { method, headers: headers.outsider, maxRedirects: 0, ...(method === "get" ? {} : { data: {} }) });
          await expectHarmless(answer, `${method} ${target}`);
          tried += 1;
        }
      }
    }
  }
  expect(tried).toBeGreaterThan(300);
});

/** The same value with one of its texts changed, for each of them. */
function withEachText(value: unknown, payload: string): unknown[] {
  if (typeof value === "string") return [payload];
  if (Array.isArray(value)) return value.flatMap((each, i) => withEachText(each, payload).map((changed) => value.with(i, changed)));
  if (value === null || typeof value !== "object") return [];
  const changed = Object.entries(value).flatMap(([name, each]) => withEachText(each, payload).map((one) => ({ ...value, [name]: one })));
  return [...changed, { ...value, [payload]: payload }];
}

test("in every text of every body it is text", async ({ request }) => {
  test.setTimeout(600_000);
  let tried = 0;
  for (const [operation, [pair]] of Object.entries(attempts)) {
    if (!pair) continue;
    const [method] = operation.split(" ");
    const [, absent] = pair(known);
    for (const payload of payloads) {
      for (const body of withEachText(absent.body, payload)) {
        await expectHarmless(await request.fetch(api() + absent.path, { method, headers: headers.outsider, data: body, maxRedirects: 0 }), `${operation} ${JSON.stringify(body)}`);
        tried += 1;
      }
    }
  }
  expect(tried).toBeGreaterThan(100);
});

test("in headers, cookies and cursors it is text", async ({ request }) => {
  for (const payload of payloads) {
    for (const name of ["x-request-id", "if-match", "if-none-match", "last-event-id", "accept-language", "user-agent", "x-forwarded-for", "referer", "cookie"]) {
      const value = name === "cookie" ? `airshower-${new URL(addresses().portalUrl).port}.session=${encodeURIComponent(payload)}` : payload;
      await expectHarmless(await request.get(`${api()}/observations?limit=1`, { headers: { ...(name === "cookie" ? {} : headers.outsider), [name]: value } }), `${name}: ${payload}`);
    }
    const answer = await request.get(`${api()}/observations?cursor=${encodeURIComponent(Buffer.from(payload).toString("base64url"))}`, { headers: headers.outsider });
    expect(answer.status()).toBe(400);
  }
});

test("afterwards everything is there, and seen by whom it was", async ({ request }) => {
  const count = async (role: Role) => ((await (await request.get(`${api()}/observations?project=SIM-CRAB`, { headers: headers[role] })).json()) as { totalCount: number }).totalCount;
  expect([await count("anonymous"), await count("outsider"), await count("member"), await count("pi")]).toEqual([0, 0, 8, 8]);
});
