import AxeBuilder from "@axe-core/playwright";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { type APIRequestContext, type Browser, expect, type Page, test } from "@playwright/test";
import { addresses, tokenOf } from "../support/demo";
import { signIn } from "../support/user";

// Baskets by name, what is new to one, links to what was frozen, and ESAP's shopping client.

const count = (page: Page, items: number) => expect(page.getByRole("link", { name: new RegExp(`^Basket.*\\b${items} items?`) })).toBeVisible();
const menu = (page: Page, name: string) => page.getByRole("main").locator("summary").filter({ hasText: name });
const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });
const bearer = async (account: string) => ({ authorization: `Bearer ${await tokenOf(account)}` });
const api = (path: string) => `${addresses().portalUrl}/api/v1${path}`;

async function pageOf(browser: Browser, account: string | null, path: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: addresses().portalUrl })).newPage();
  if (account) await signIn(page, account, path);
  else await page.goto(path);
  return page;
}

/** One empty basket named default, as a new user's first one is. */
async function beginAnew(request: APIRequestContext, headers: Record<string, string>): Promise<void> {
  await request.post(api("/basket/items"), { headers, data: { ids: ["sim-agn:50201"] } });
  const { items } = (await (await request.get(api("/baskets"), { headers })).json()) as { items: { id: string; name: string }[] };
  const kept = items.find(({ name }) => name === "default") ?? items[0]!;
  for (const { id } of items) if (id !== kept.id) expect((await request.delete(api(`/baskets/${id}`), { headers })).status()).toBe(204);
  await request.patch(api(`/baskets/${kept.id}`), { headers, data: { name: "default", query: null, isCurrent: true } });
  await request.delete(api("/basket/items"), { headers, data: { all: true } });
}

async function add(request: APIRequestContext, headers: Record<string, string>, data: Record<string, unknown>): Promise<void> {
  expect((await request.post(api("/basket/items"), { headers, data })).ok()).toBe(true);
}

test("baskets are made, filled, switched, renamed, copied and deleted, on a phone and by keyboard too", async ({ page, request }) => {
  const headers = await bearer("analyst");
  await beginAnew(request, headers);
  await add(request, headers, { ids: ["sim-crab:50101", "sim-crab:50102"], withIrfs: true });
  await signIn(page, "analyst", "/basket");
  await count(page, 2);

  await menu(page, "default").click();
  await page.getByRole("button", { name: "New basket" }).click();
  await dialog(page, "Make a basket").getByLabel("Name").fill("Crab, winter");
  await dialog(page, "Make a basket").getByRole("button", { name: "Make" }).click();
  await expect(page.getByText("Your basket is empty")).toBeVisible();
  await expect(page.getByRole("button", { name: "Baskets: Crab, winter is filled" })).toBeVisible();

  // What is added anywhere goes into the current one.
  await page.goto("/observations/sim-crab%3A50103");
  await page.getByRole("main").getByRole("button", { name: "Add to basket" }).click();
  await count(page, 1);

  // The top bar changes it, by keyboard alone, at the width of a phone.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Baskets: Crab, winter is filled" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^default\b/ }).focus();
  await page.keyboard.press("Enter");
  await count(page, 2);
  await page.keyboard.press("b");
  await expect(page.getByRole("row").filter({ hasText: "sim-crab:50101" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  // Undo goes back into the basket from which something was taken, whichever is current by then.
  await page.getByRole("button", { name: "Remove sim-crab:50101" }).click();
  await count(page, 1);
  await menu(page, "default").click();
  await page.getByRole("main").getByRole("button", { name: /^Crab, winter\b/ }).click();
  await expect(page.getByRole("row").filter({ hasText: "sim-crab:50103" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Put back into the basket")).toBeVisible();
  await count(page, 1);

  await menu(page, "Crab, winter").click();
  await page.getByRole("button", { name: "Rename" }).click();
  await dialog(page, "Rename Crab, winter").getByLabel("Name").fill("default");
  await dialog(page, "Rename Crab, winter").getByRole("button", { name: "Rename" }).click();
  await expect(page.getByText("You have a basket named 'default' already")).toBeVisible();
  await dialog(page, "Rename Crab, winter").getByLabel("Name").fill("Crab, spring");
  await dialog(page, "Rename Crab, winter").getByRole("button", { name: "Rename" }).click();
  await menu(page, "Crab, spring").click();
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await dialog(page, "Copy Crab, spring").getByRole("button", { name: "Copy" }).click();
  await expect(menu(page, "Crab, spring copy")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "sim-crab:50103" })).toBeVisible();

  await menu(page, "Crab, spring copy").click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog(page, "Delete the basket Crab, spring copy?").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("Basket Crab, spring copy was deleted")).toBeVisible();
  await expect(menu(page, "Crab, spring")).toBeVisible();
  await beginAnew(request, headers);
});

test("a basket tells what is new since under one's rights, adds it, and exports only that", async ({ page, request }) => {
  const [pi, outsider] = [await bearer("pi-crab"), await bearer("outsider")];
  await beginAnew(request, outsider);
  await add(request, outsider, { query: { access: "readable", collection: "sim-agn" }, withIrfs: true, keepQuery: true });
  await add(request, outsider, { query: { access: "readable" }, withIrfs: true, keepQuery: true });
  const before = ((await (await request.get(api("/basket"), { headers: outsider })).json()) as { totalCount: number }).totalCount;
  const frozen = (await (await request.post(api("/manifests"), { headers: outsider, data: {} })).json()) as { id: string; createdAt: string };
  await signIn(page, "outsider", "/basket");
  const news = page.getByRole("region", { name: "Search of this basket" });
  // SIM-CRAB is there, matches, and is hidden: it is not counted.
  await expect(news).toContainText("Nothing new since");

  const given = await request.post(api("/projects/SIM-CRAB/grants"), { headers: pi, data: { grantee: { kind: "person", name: "outsider" }, scope: { kind: "project" }, rights: "read", until: new Date(Date.now() + 3_600_000).toISOString(), reason: "a journey" } });
  expect(given.status()).toBe(201);
  await page.reload();
  await expect(news).toContainText("8 new since");
  await news.getByRole("button", { name: "Add 8" }).click();
  await expect(news).toContainText("Nothing new since");
  await count(page, before + 8);

  await page.locator("summary").filter({ hasText: "Download" }).click();
  await page.getByRole("button", { name: "Only what is new since an earlier one…" }).first().click();
  await page.getByLabel("What of it").selectOption(frozen.id);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^CSV/ }).click()]);
  const csv = fs.readFileSync(await download.path(), "utf8");
  expect(csv.match(/,event-list,/g)).toHaveLength(8);
  expect(csv).toContain("hdu-index.fits.gz");
  expect(csv).not.toContain("/files/sim-agn/");

  // Taken away again: gone from what is readable, told with its reason, and new no more.
  const grant = (await given.json()) as { id: string };
  expect((await request.delete(api(`/grants/${grant.id}`), { headers: pi, data: { reason: "the journey is over" } })).ok()).toBe(true);
  const exported = await (await request.get(api("/basket/manifest?format=csv"), { headers: outsider })).text();
  expect(exported).not.toContain("/files/sim-crab/");
  expect(exported).toMatch(/sim-crab:\d+,,,,,,,,,"?sim-crab:\d+ is gone and left out/);
  await beginAnew(request, outsider);
});

test("a link to a frozen data set shows everybody what they may read, until its owner ends it", async ({ browser, page, request }) => {
  const [pi, outsider] = [await bearer("pi-crab"), await bearer("outsider")];
  for (const headers of [pi, outsider]) await beginAnew(request, headers);
  const open = ((await (await request.get(api("/observations?access=readable&limit=1"), { headers: outsider })).json()) as { items: { id: string }[] }).items[0]!.id;
  await add(request, pi, { ids: ["sim-crab:50101", open], withIrfs: true });

  await signIn(page, "pi-crab", "/basket");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page).toHaveURL(/\/manifests\/[0-9a-f-]{36}$/);
  const path = new URL(page.url()).pathname;
  await expect(page.getByRole("main")).toContainText("Open to you now: 2 observations");
  const table = (of: Page) => of.getByRole("table", { name: "Observations" });
  await expect(table(page)).toContainText("sim-crab:50101");
  await expect(page.getByRole("region", { name: "Cite" })).toContainText(path);
  await expect(page.getByRole("region", { name: "Cite" })).toContainText(/Terms of/);

  const anonymous = await pageOf(browser, null, path);
  await expect(anonymous.getByRole("main")).toContainText("Open to you now: 1 observation,");
  await expect(table(anonymous)).toContainText(open);
  expect((await anonymous.content()).toLowerCase()).not.toMatch(/sim-crab|50101/);

  // Taken along, and back to what one may read oneself.
  const other = await pageOf(browser, "outsider", path);
  await other.getByRole("main").getByRole("button", { name: "Add to basket" }).click();
  await count(other, 1);
  const exported = await (await request.get(api(`${path}/export?format=sh`), { headers: outsider })).text();
  expect(exported).toContain(`/files/${open.split(":")[0]}/`);
  expect(exported).not.toMatch(/sim-crab|50101/);

  await page.goto(path);
  await page.getByRole("button", { name: "End the link" }).click();
  await dialog(page, "End the link to this data set?").getByRole("button", { name: "End the link" }).click();
  await expect(page.getByRole("button", { name: "Make a link" })).toBeVisible();
  const ended = await anonymous.goto(path);
  const endedText = await anonymous.getByRole("main").innerText();
  const absent = await anonymous.goto(path.replace(/[0-9a-f]{12}$/, "000000000000"));
  expect([ended!.status(), absent!.status()]).toEqual([404, 404]);
  expect(await anonymous.getByRole("main").innerText()).toBe(endedText);
  await other.context().close();
  await anonymous.context().close();
  for (const headers of [pi, outsider]) await beginAnew(request, headers);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`pages of data sets have no accessibility fault that axe finds, and fit a phone, ${colorScheme}`, async ({ page, request }) => {
    const headers = await bearer("pi-crab");
    await beginAnew(request, headers);
    await add(request, headers, { ids: ["sim-crab:50101"], withIrfs: true });
    const { id } = (await (await request.post(api("/manifests"), { headers, data: { share: true } })).json()) as { id: string };
    await page.emulateMedia({ colorScheme });
    await signIn(page, "pi-crab");
    for (const [path, width] of [[`/manifests/${id}`, 1440], [`/manifests/${id}`, 390], ["/manifests", 390], ["/basket", 390]] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      // What fades in has less contrast for moments.
      await expect(page.getByText(/^Loading /)).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id: fault, nodes }) => `${path} ${fault}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    }
    await beginAnew(request, headers);
  });
}

test("ESAP's shopping client reads the own basket, and what it names can be fetched", async ({ request }) => {
  const headers = await bearer("pi-crab");
  await beginAnew(request, headers);
  await add(request, headers, { ids: ["sim-crab:50101"], withIrfs: true });
  // As shopping_client.get_basket asks: with this slash, and no redirect need be followed.
  const answer = await request.get(`${addresses().portalUrl}/esap-api/accounts/user-profiles/`, { headers: { ...headers, accept: "application/json" }, maxRedirects: 0 });
  expect(answer.status()).toBe(200);
  const { results } = (await answer.json()) as { results: { shopping_cart: { item_data: string }[] }[] };
  const items = results[0]!.shopping_cart.map(({ item_data }) => JSON.parse(item_data) as { archive: string; record: { url: string; bytes: number; sha256: string; role: string } });
  expect(new Set(items.map(({ archive }) => archive))).toEqual(new Set(["airshower"]));
  const { record } = items.find((item) => item.record.role === "event-list")!;
  const bytes = await (await request.get(record.url, { headers })).body();
  expect([bytes.length, createHash("sha256").update(bytes).digest("hex")]).toEqual([record.bytes, record.sha256]);
  const other = await request.get(`${addresses().portalUrl}/esap-api/accounts/user-profiles/?user_name=pi-crab`, { headers: await bearer("outsider") });
  expect(await other.text()).not.toMatch(/sim-crab|50101/i);
  expect((await request.get(`${addresses().portalUrl}/esap-api/accounts/user-profiles/`)).status()).toBe(401);
  await beginAnew(request, headers);
});
