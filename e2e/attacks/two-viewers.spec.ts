import { type APIRequestContext, expect, test } from "@playwright/test";
import { findKnown, stopKnown } from "../access/known";
import type { Known } from "../access/attempts";
import { bearers, type Role, sessions } from "../access/roles";
import { addresses } from "../support/demo";

// Two viewers of one process: what one is shown must never reach the other, by a cache, a connection or an entity tag.

const api = () => `${addresses().portalUrl}/api/v1`;
let known: Known;
let headers: Record<Role, Record<string, string>>;
let browsers: Record<Role, APIRequestContext>;

test.beforeAll(async ({ browser, request, baseURL }) => {
  headers = await bearers();
  known = await findKnown(request, headers.pi);
  browsers = await sessions(browser, baseURL!);
});
test.afterAll(async ({ request }) => stopKnown(request, known));

test("two sessions, two hundred requests at once: each gets its own", async () => {
  const paths = ["/api/v1/me", "/api/v1/observations?project=SIM-CRAB", "/api/v1/projects", "/api/v1/basket", "/search?project=SIM-CRAB", "/projects"];
  const whole = async (role: Role, path: string) => {
    const answer = await browsers[role].get(addresses().portalUrl + path);
    return { status: answer.status(), text: await answer.text(), headers: answer.headers() };
  };
  const plain = (text: string) => text.replace(/"requestId":"[^"]*"|nonce="[^"]*"|nonce\\":\\"[^"\\]*/g, "");
  const alone: Record<string, string> = {};
  for (const role of ["pi", "outsider"] as const) for (const path of paths.slice(0, 4)) alone[role + path] = plain((await whole(role, path)).text);
  const answers = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
    const role = i % 2 === 0 ? "pi" : "outsider";
    const path = paths[Math.floor(i / 2) % paths.length]!;
    return { role, path, ...(await whole(role, path)) } as const;
  }));
  const answered = answers.filter(({ status }) => status === 200);
  // A busy machine may have no connection left for some: they are told so, and nothing else.
  expect(answers.filter(({ status }) => status < 500 && status !== 200)).toEqual([]);
  for (const role of ["pi", "outsider"]) expect(answered.filter((each) => each.role === role).length).toBeGreaterThanOrEqual(30);
  for (const { role, path, status, text, headers: sent } of answers) {
    if (status === 200 && role + path in alone) expect(plain(text), `${role} ${path}`).toBe(alone[role + path]);
    if (role === "outsider") expect(text.replaceAll("project=SIM-CRAB", ""), path).not.toContain("Petra Iversen");
    if (role === "outsider" && path.startsWith("/api")) expect(text.toLowerCase(), path).not.toContain("sim-crab");
    expect(sent["cache-control"], path).toMatch(/private|no-store/);
    if (path.startsWith("/api")) expect(sent.vary, path).toContain("cookie");
  }
});

test("the same address asked by turns, with and without rights, is never answered from the other's", async ({ request }) => {
  const path = `/observations/${encodeURIComponent(known.observationId)}`;
  for (let i = 0; i < 20; i++) {
    expect((await request.get(api() + path, { headers: headers.pi })).status()).toBe(200);
    expect((await request.get(api() + path, { headers: headers.outsider })).status()).toBe(404);
    expect((await request.get(api() + path)).status()).toBe(404);
  }
});

test("an entity tag that another was given opens nothing: not at the files process, not at a basket", async ({ request }) => {
  const url = addresses().filesUrl + known.filePath;
  const etag = (await request.head(url, { headers: headers.pi })).headers().etag!;
  expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
  const without = await request.get(url, { headers: headers.outsider });
  for (const condition of ["if-none-match", "if-match", "if-range"]) {
    for (const value of [etag, "*", `W/${etag}`]) {
      const answer = await request.get(url, { headers: { ...headers.outsider, [condition]: value, range: "bytes=0-9" } });
      expect([answer.status(), (await answer.text()).replace(/"requestId":"[^"]*"/, "")], `${condition}: ${value}`).toEqual([404, (await without.text()).replace(/"requestId":"[^"]*"/, "")]);
    }
  }
  const basket = (await request.get(`${api()}/basket`, { headers: headers.pi })).headers().etag!;
  const answer = await request.get(`${api()}/basket`, { headers: { ...headers.outsider, "if-none-match": basket } });
  expect(answer.status()).toBe(200);
  expect((await answer.text()).toLowerCase()).not.toContain("sim-crab");
});

test("a session that was signed out is over, whoever kept its cookie, for the API and for pages", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL: baseURL! });
  const page = await context.newPage();
  const { signIn } = await import("../support/user");
  await signIn(page, "analyst");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const asKept = async (path: string) => fetch(addresses().portalUrl + path, { headers: { cookie }, redirect: "manual" });
  expect((await asKept("/api/v1/me")).status).toBe(200);
  await context.request.post("/api/auth/logout", { headers: { origin: addresses().portalUrl }, maxRedirects: 0 });
  const me = await asKept("/api/v1/me");
  expect([me.status, ((await me.json()) as { type: string }).type]).toEqual([401, "urn:airshower:problem:session-expired"]);
  for (const path of ["/projects/SIM-CRAB", "/basket"]) {
    const answer = await asKept(path);
    expect(await answer.text()).not.toContain("Petra Iversen");
    expect([303, 307, 200]).toContain(answer.status);
  }
});
