import fs from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { whileLoadsWait, withSystem } from "../support/database";
import { demoDataDir } from "../support/demo";
import { pageOf, signIn } from "../support/user";

// A manager has a store loaded again from the page, sees it wait, run and end, and is told what to do where it is refused.

test.beforeEach(async () => void (await withSystem("DELETE FROM collection_load")));

const loadsOf = (page: Page, collection: string) => page.getByRole("region", { name: collection, exact: true });
const lastLoad = (loads: Locator) => loads.getByRole("table").getByRole("row").nth(1);

/** Opens the question before a load; a click before the page's script runs is lost. */
async function askFor(page: Page, collection: string): Promise<Locator> {
  const dialog = page.getByRole("dialog", { name: `Load ${collection} again?` });
  await expect(async () => {
    await loadsOf(page, collection).getByRole("button", { name: `Load again the store of ${collection}` }).click({ timeout: 2000 });
    await expect(dialog).toBeVisible({ timeout: 2000 });
  }).toPass();
  return dialog;
}

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test("a manager has a store loaded again, and follows it to its end", async ({ page, browser }) => {
  test.slow();
  const second = await pageOf(browser, "manager2", "/admin/embargo/loads");
  const late = await askFor(second, "sim-crab");
  await signIn(page, "manager", "/admin/embargo");
  await page.getByRole("navigation", { name: "Embargo" }).getByRole("link", { name: "Loads" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Loads");
  const loads = loadsOf(page, "sim-crab");
  await expect(loads).toContainText("Nobody has asked for a load of this collection yet");
  const button = loads.getByRole("button", { name: "Load again the store of sim-crab" });

  const dialog = await askFor(page, "sim-crab");
  await expect(dialog).toContainText("All of it is done or nothing");
  expect(await faultsOf(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(loads).toContainText("Nobody has asked");

  await whileLoadsWait("sim-crab", async () => {
    await (await askFor(page, "sim-crab")).getByRole("button", { name: "Load again" }).click();
    await expect(page.getByText("sim-crab will be loaded again.")).toBeVisible();
    await expect(button).toBeFocused();
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(loads.getByRole("status")).toHaveText("being loaded");
    await expect(lastLoad(loads)).toContainText("It goes on when you leave this page.");
    expect(await faultsOf(page)).toEqual([]);
    // Who looked before it was asked for is told, and sees it then.
    await late.getByRole("button", { name: "Load again" }).click();
    await expect(late.getByRole("alert")).toContainText("A load of sim-crab waits or runs already");
    await expect(lastLoad(loadsOf(second, "sim-crab"))).toContainText("being loaded");
  });
  await expect(loads.getByRole("status")).toHaveText("done");
  await expect(lastLoad(loads)).toContainText("manager");
  await expect(lastLoad(loads)).toContainText("Observations: 0 added, 0 changed, 8 unchanged");
  await expect(button).toHaveAttribute("aria-disabled", "false");
});

test("a load that is refused says why and what next, in both themes and on a phone", async ({ page }) => {
  test.slow();
  const file = path.join(demoDataDir(), "stores.yaml");
  const configured = fs.readFileSync(file, "utf8");
  const { stores } = JSON.parse(configured) as { stores: { collection: string }[] };
  const empty = path.join(demoDataDir(), "a-store-that-is-empty");
  fs.mkdirSync(empty, { recursive: true });
  await signIn(page, "manager", "/admin/embargo/loads");
  const loads = loadsOf(page, "sim-gps");
  const load = async () => (await askFor(page, "sim-gps")).getByRole("button", { name: "Load again" }).click();
  try {
    fs.writeFileSync(file, JSON.stringify({ stores: stores.filter(({ collection }) => collection !== "sim-gps") }));
    await load();
    await expect(lastLoad(loads)).toContainText("refused");
    await expect(lastLoad(loads)).toContainText("ask them to name its store");
    fs.writeFileSync(file, JSON.stringify({ stores: [{ collection: "sim-gps", store: empty }] }));
    await load();
    await expect(lastLoad(loads)).toContainText("a-store-that-is-empty");
    await expect(lastLoad(loads)).toContainText("Nothing was changed. When that is put right, load it again.");
    await expect(page.getByRole("main")).not.toContainText(demoDataDir());
  } finally {
    fs.writeFileSync(file, configured);
  }
  await load();
  await expect(loads.getByRole("status")).toHaveText("done");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faultsOf(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});

test("what the portal does not answer never looks like no load", async ({ page }) => {
  await page.route("**/api/v1/collections/sim-crab/loads", (route) => route.abort());
  await signIn(page, "manager", "/admin/embargo/loads");
  const loads = loadsOf(page, "sim-crab");
  await expect(loads.getByRole("alert")).toContainText("The loads of sim-crab could not be read");
  await expect(loads).not.toContainText("Nobody has asked");
  await page.unroute("**/api/v1/collections/sim-crab/loads");
  await loads.getByRole("button", { name: "Try again" }).click();
  await expect(loads).toContainText("Nobody has asked for a load");
});
