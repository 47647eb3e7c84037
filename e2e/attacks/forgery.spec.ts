import { type APIRequestContext, expect, test } from "@playwright/test";
import { bearers, type Role, sessions } from "../access/roles";
import { addresses } from "../support/demo";

// What a stranger can make up: headers, methods, cursors, writes from another site.

const api = () => `${addresses().portalUrl}/api/v1`;
let headers: Record<Role, Record<string, string>>;
let browsers: Record<Role, APIRequestContext>;

test.beforeAll(async ({ browser, baseURL }) => {
  headers = await bearers();
  browsers = await sessions(browser, baseURL!);
});

test.describe("headers that nobody should believe", () => {
  const claims: Record<string, string>[] = [
    { "x-user": "pi-crab", "x-remote-user": "pi-crab", "remote-user": "pi-crab", "x-forwarded-user": "pi-crab", "x-auth-request-user": "pi-crab" },
    { "x-groups": "cta/projects/sim-crab", "x-forwarded-groups": "cta/projects/sim-crab", "app.projects": "{1,2,3}" },
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy", "x-middleware-next": "1", "x-nextjs-data": "1" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-original-url": "/api/v1/observations?project=SIM-CRAB", "x-rewrite-url": "/admin/embargo" },
    { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1", forwarded: "for=127.0.0.1;host=evil.example" },
  ];
  for (const [i, forged] of claims.entries()) {
    test(`open nothing: ${Object.keys(forged).join(", ")}`, async ({ request }) => {
      const ask = async (path: string, more: Record<string, string>) => (await request.get(`${api()}${path}`, { headers: more })).text();
      for (const path of ["/me", "/observations?project=SIM-CRAB", "/projects", "/observations/facets"]) {
        expect(await ask(path, { ...headers.outsider, ...forged }), `${i} ${path}`).toBe(await ask(path, headers.outsider));
        expect(await ask(path, forged), `${i} ${path}`).toBe(await ask(path, {}));
      }
      for (const page of ["/admin/embargo", "/projects/SIM-CRAB"]) expect((await request.get(addresses().portalUrl + page, { headers: forged })).status()).toBe(404);
    });
  }
  test("lead no login, and no redirect, to another host", async ({ request }) => {
    const evil = { "x-forwarded-host": "evil.example", "x-portal-path": "//evil.example", "x-forwarded-proto": "https" };
    for (const path of ["/api/auth/login?callbackUrl=https://evil.example/", "/api/auth/login?callbackUrl=//evil.example", "/api/auth/expired?callbackUrl=https://evil.example/", "/api/auth/callback/iam?error=access_denied", "/api/v1/files/sim-crab/r1/data/x.fits"]) {
      const answer = await request.get(addresses().portalUrl + path, { headers: evil, maxRedirects: 0 });
      const allowed = [addresses().portalUrl, addresses().issuer, addresses().filesUrl].map((each) => new URL(each).origin);
      expect(allowed, path).toContain(new URL(answer.headers().location!, addresses().portalUrl).origin);
      expect(JSON.stringify(answer.headers()), path).not.toContain("evil.example");
    }
  });
  test("come back in no answer: a request's id is an id, or is replaced", async ({ request }) => {
    for (const id of ["short", "a b\"},{\"level\":60", "x".repeat(300), "<script>alert(1)</script>"]) {
      const answer = await request.get(`${api()}/observations/nothing:1`, { headers: { "x-request-id": id } });
      expect(answer.headers()["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
      expect(await answer.text()).not.toContain(id);
    }
  });
});

test.describe("methods", () => {
  const overrides: Record<string, string>[] = [{ "x-http-method-override": "DELETE" }, { "x-method-override": "DELETE" }, { "x-http-method": "DELETE" }];
  for (const override of overrides) {
    test(`are those of the request line: ${Object.keys(override)[0]} is nothing`, async ({ request }) => {
      await request.post(`${api()}/basket/items`, { headers: headers.pi, data: { query: { project: "SIM-CRAB" } } });
      const answer = await request.post(`${api()}/basket/items?_method=DELETE`, { headers: { ...headers.pi, ...override }, data: { all: true, _method: "DELETE" } });
      expect(answer.status()).toBe(400);
      await request.get(`${api()}/basket?_method=DELETE`, { headers: { ...headers.pi, ...override } });
      const basket = (await (await request.get(`${api()}/basket`, { headers: headers.pi })).json()) as { totalCount: number };
      expect(basket.totalCount).toBe(8);
    });
  }
  test("that a route has not are refused, with what it has", async ({ request }) => {
    for (const method of ["PUT", "PATCH", "PROPFIND"]) {
      expect([400, 405], method).toContain((await request.fetch(`${api()}/me`, { method })).status());
    }
  });
});

test.describe("a cursor", () => {
  test("of one viewer's page shows another viewer nothing that is hidden from that one", async ({ request }) => {
    const page = (await (await request.get(`${api()}/observations?limit=2&sort=startMjd`, { headers: headers.pi })).json()) as { nextCursor: string };
    const answer = await request.get(`${api()}/observations?limit=2&sort=startMjd&cursor=${page.nextCursor}`, { headers: headers.outsider });
    expect((await answer.text()).toLowerCase()).not.toContain("sim-crab");
  });
  test("of another question, changed by one letter, or made up, is refused", async ({ request }) => {
    const { nextCursor } = (await (await request.get(`${api()}/observations?limit=2`, { headers: headers.pi })).json()) as { nextCursor: string };
    const changed = nextCursor.slice(0, 30) + (nextCursor[30] === "A" ? "B" : "A") + nextCursor.slice(31);
    const asked = [`limit=2&project=SIM-CRAB&cursor=${nextCursor}`, `limit=2&sort=startMjd&cursor=${nextCursor}`, `limit=2&cursor=${changed}`, `limit=2&cursor=${Buffer.from("[0,1]").toString("base64url")}`];
    for (const query of asked) expect((await request.get(`${api()}/observations?${query}`, { headers: headers.pi })).status(), query).toBe(400);
    expect((await request.get(`${api()}/basket?cursor=${nextCursor}`, { headers: headers.pi })).status()).toBe(400);
  });
});

test.describe("a write from another site", () => {
  const foreign: Record<string, Record<string, string>> = {
    "without Origin": {},
    "from elsewhere": { origin: "https://evil.example" },
    "from a sandbox": { origin: "null" },
    "from the hub, on another port of the same host": { origin: "http://127.0.0.1:1" },
    "from a name that begins alike": { origin: "http://127.0.0.1.evil.example" },
  };
  for (const [name, sent] of Object.entries(foreign)) {
    test(`${name} changes nothing at any route`, async ({ request }) => {
      const { paths } = (await (await request.get(`${api()}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
      let tried = 0;
      for (const [path, methods] of Object.entries(paths)) {
        for (const method of Object.keys(methods).filter((each) => each !== "get")) {
          const url = api() + path.replace(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
          for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
            const answer = await browsers.pi.fetch(url, { method, headers: { ...sent, "content-type": type }, data: Buffer.from('{"all":true}'), maxRedirects: 0 });
            expect(answer.status(), `${method} ${path} as ${type}`).toBe(403);
            expect(await answer.text()).toContain("urn:airshower:problem:foreign-origin");
            tried += 1;
          }
        }
      }
      expect(tried).toBeGreaterThan(15);
      expect((await browsers.pi.post(`${addresses().portalUrl}/api/auth/logout`, { headers: sent, maxRedirects: 0 })).status()).toBe(403);
      expect((await browsers.pi.get(`${api()}/me`)).status()).toBe(200);
    });
  }
  test("is told from one of the portal's own pages", async () => {
    const answer = await browsers.pi.delete(`${api()}/basket/items`, { headers: { origin: addresses().portalUrl }, data: { all: true } });
    expect(answer.status()).toBe(200);
  });
  test("gets no leave from the browser to read or send: no answer has CORS headers", async ({ request }) => {
    for (const method of ["OPTIONS", "GET", "POST"]) {
      const answer = await request.fetch(`${api()}/observations`, { method, headers: { origin: "https://evil.example", "access-control-request-method": "POST" } });
      expect(Object.keys(answer.headers()).filter((header) => header.startsWith("access-control-"))).toEqual([]);
    }
  });
});
