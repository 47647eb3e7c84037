import { type APIRequestContext, expect, test } from "@playwright/test";
import { addresses } from "../support/demo";
import type { Known } from "./attempts";
import { builtRoutes } from "./built-routes";
import { asked, expectations, others, pages } from "./expectations";
import { findKnown, stopKnown } from "./known";
import { bearers, type Role, roleNames, sessions } from "./roles";

// Every route, method and page of the built portal, as anonymous, outsider, member, PI and manager. What is walked is
// read from the build, so that a route that nobody thought of fails here.

let known: Known;
let headers: Record<Role, Record<string, string>>;
let browsers: Record<Role, APIRequestContext>;

test.beforeAll(async ({ browser, request, baseURL }) => {
  headers = await bearers();
  known = await findKnown(request, headers.pi);
  browsers = await sessions(browser, baseURL!);
});
test.afterAll(async ({ request }) => stopKnown(request, known));

const operationsOf = (routes: readonly string[]) => routes.filter((route) => / \/api\/v1\//.test(route)).map((route) => route.replace("/api/v1", ""));

test("every route of the build has an expectation, and every expectation a route", () => {
  const routes = builtRoutes();
  expect(routes.length).toBeGreaterThan(40);
  const expected = [...Object.keys(expectations).map((operation) => operation.replace(" ", " /api/v1")), ...Object.keys(others), ...Object.keys(pages).map((page) => `PAGE ${page}`)];
  expect(expected.sort()).toEqual(routes);
  // What Next adds by itself answers to no other method.
  expect(operationsOf(routes).filter((operation) => !(operation in expectations))).toEqual([]);
});

for (const operation of Object.keys(expectations)) {
  test(`${operation} gives each role what it may have`, async ({ request }) => {
    const { path, body } = asked(operation, known);
    const [method] = operation.split(" ");
    const found = {} as Record<Role, number>;
    for (const role of roleNames) {
      const answer = await send(request, `${addresses().portalUrl}/api/v1${path}`, method!, headers[role], body);
      found[role] = answer.status;
      expect(answer.headers["cache-control"], `${role} at ${operation}`).toMatch(/private, no-store|no-transform/);
    }
    expect(found).toEqual(expectations[operation]);
  });
}

for (const [route, { path, statuses }] of Object.entries(others)) {
  test(`${route} is the same for all`, async ({ request }) => {
    const [method] = route.split(" ");
    for (const role of roleNames) expect((await send(request, addresses().portalUrl + path, method!, headers[role])).status, role).toBe(statuses[role]);
  });
}

for (const [page, { path, statuses }] of Object.entries(pages)) {
  test(`the page ${page} opens to whom it may`, async () => {
    const found = {} as Record<Role, number>;
    for (const role of roleNames) found[role] = (await browsers[role].get(path(known), { maxRedirects: 0 })).status();
    expect(found).toEqual(statuses);
  });
}

test("methods that a route does not have are refused to everybody", async ({ request }) => {
  for (const role of roleNames) {
    for (const method of ["PUT", "PATCH", "DELETE", "POST"]) {
      expect((await send(request, `${addresses().portalUrl}/api/v1/observations`, method, headers[role])).status, `${role} ${method}`).toBe(405);
    }
  }
});

/** An event stream stays open: its head says what is asked here. */
async function send(request: APIRequestContext, url: string, method: string, sent: Record<string, string>, body?: unknown): Promise<{ status: number; headers: Record<string, string> }> {
  if (!url.endsWith("/events")) {
    const answer = await request.fetch(url, { method, headers: sent, maxRedirects: 0, ...(body === undefined ? {} : { data: body }) });
    return { status: answer.status(), headers: answer.headers() };
  }
  const ending = new AbortController();
  const answer = await fetch(url, { method, headers: sent, signal: ending.signal });
  ending.abort();
  return { status: answer.status, headers: Object.fromEntries(answer.headers) };
}
