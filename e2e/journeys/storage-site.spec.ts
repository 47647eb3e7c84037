import fs from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { addresses, demoDataDir, hasSharedData } from "../support/demo";
import { harvestLake, lake } from "../support/lake";
import { hubMissing, stopLaunch } from "../support/notebook";
import { openStore, readStore } from "../support/store";
import { emptyBasket, fillBasket, signIn } from "../support/user";

// From the data lake to a notebook without a copy: a rule to the site that the hub mounts, its progress, linked files.

test.beforeAll(async () => {
  if (hasSharedData) await harvestLake();
});
test("a PI's data come to the hub's storage site, are seen to come, and are linked in the notebook", async ({ page }) => {
  test.setTimeout(480_000);
  test.skip(addresses().hubUrl === null, hubMissing);
  test.skip(!hasSharedData, "shared data: ../shared/data is not here");
  await signIn(page, "pi-crab");
  await emptyBasket(page);
  await fillBasket(page, "LAKE-CRAB", 4);
  await page.goto("/basket");
  await expect(page.getByText("Data brought to HUB-DISK are kept as long, for 30 days at most.")).toBeVisible();
  await page.getByRole("button", { name: "Launch", exact: true }).click();
  await expect(page).toHaveURL(/\/launches\/[0-9a-f-]{36}$/, { timeout: 60_000 });

  const data = page.getByRole("region", { name: "Data at the storage site" });
  await expect(data).toContainText("0 of 4 files at HUB-DISK", { timeout: 60_000 });
  expect(await lake("deliver", 1)).toMatchObject([{ site: "HUB-DISK", ok: 1, total: 4 }]);
  await expect(data).toContainText("1 of 4 files at HUB-DISK", { timeout: 30_000 });
  await expect(data.getByRole("progressbar", { name: "Files at HUB-DISK" })).toHaveAttribute("value", "1");
  await lake("stick");
  await expect(data).toContainText("Stuck: 1 of 4 files at HUB-DISK", { timeout: 30_000 });
  await expect(data).toContainText("The data lake says: SOURCE: no route to host");
  expect((await new AxeBuilder({ page }).include("section[aria-label='Data at the storage site']").analyze()).violations).toEqual([]);
  if (process.env.E2E_SHOTS) await shots(page);
  await lake("unstick");
  await lake("deliver", 3);
  await expect(data).toContainText("4 of 4 files at HUB-DISK", { timeout: 30_000 });
  await expect(page.getByRole("link", { name: "Open notebook" })).toBeVisible({ timeout: 120_000 });
  if (process.env.E2E_SHOTS) await shots(page, "ready-");

  const store = storeOf("pi-crab");
  const files = fs.readdirSync(path.join(store, "data")).map((name) => path.join(store, "data", name));
  expect(files).toHaveLength(4);
  for (const file of files) expect(fs.readlinkSync(file)).toBe(path.join(`${demoDataDir()}-mounted`, "data", path.basename(file)));
  expect(await readStore(store)).toMatchObject({ observations: 4 });

  await stopLaunch(page);
  await expect.poll(async () => (await lake("rules"))[0]!.endsInSec).toBeLessThan(3700);
  expect(fs.existsSync(path.join(`${demoDataDir()}-mounted`, "data"))).toBe(true);
});

test("who does not want to wait starts at once, and the rest is downloaded", async ({ page }) => {
  test.setTimeout(480_000);
  test.skip(addresses().hubUrl === null, hubMissing);
  test.skip(!hasSharedData, "shared data: ../shared/data is not here");
  await lake("forget");
  await signIn(page, "pi-crab");
  await page.goto("/basket");
  await page.getByRole("button", { name: "Launch", exact: true }).click();
  const data = page.getByRole("region", { name: "Data at the storage site" });
  await expect(data).toContainText("0 of 4 files at HUB-DISK", { timeout: 60_000 });
  await data.getByRole("button", { name: "Start now" }).click();
  await expect(page.getByRole("link", { name: "Open notebook" })).toBeVisible({ timeout: 120_000 });
  const store = storeOf("pi-crab");
  for (const name of fs.readdirSync(path.join(store, "data"))) expect(fs.lstatSync(path.join(store, "data", name)).isFile()).toBe(true);
  expect(await openStore(store, 4)).toMatchObject({ observations: 4 });
  await stopLaunch(page);
});

/** The work folder of the account's only launch that has data now. */
function storeOf(account: string): string {
  const home = path.join(demoDataDir(), "hub/homes", account);
  const [store, ...others] = fs.readdirSync(home).map((name) => path.join(home, name, "data")).filter((folder) => fs.existsSync(folder));
  expect(others).toEqual([]);
  return store!;
}

async function shots(page: Page, name = ""): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${process.env.E2E_SHOTS}/${name}${colorScheme}-${width}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
