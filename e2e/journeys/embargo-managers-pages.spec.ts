import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { showEffect } from "../support/embargo";
import { signIn } from "../support/user";

for (const account of ["outsider", "pi-crab"]) {
  test(`for ${account} there is nothing at the managers' addresses`, async ({ page }) => {
    test.slow();
    await signIn(page, account);
    const unknown = await page.goto("/no-page-has-this-address");
    const text = await page.getByRole("main").innerText();
    const title = await page.title();
    expect(unknown!.status()).toBe(404);
    for (const path of ["", "/change?do=clocks&project=SIM-CRAB", "/projects/SIM-CRAB", "/changes", "/changes/3f0b7e0e-0000-4000-8000-000000000000", "/holds", "/csv", "/loads", "/access", "/launches", "/audit", "/canaries"]) {
      const answer = await page.goto(`/admin/embargo${path}`);
      expect(answer!.status(), path).toBe(404);
      expect(await page.getByRole("main").innerText(), path).toBe(text);
      expect(await page.title(), path).toBe(title);
    }
    await page.getByRole("button", { name: `Account ${account}` }).click();
    await expect(page.getByRole("link", { name: "Settings and groups" })).toBeVisible();
    await expect(page.getByRole("link", { name: /^Embargo/ })).toHaveCount(0);
  });
}

const everyPage = [
  "/admin/embargo",
  "/admin/embargo?opensWithinDays=7",
  "/admin/embargo/projects/SIM-CRAB",
  "/admin/embargo/change?do=clocks&project=SIM-CRAB&project=SIM-GPS",
  "/admin/embargo/change?do=settings&project=SIM-CRAB",
  "/admin/embargo/change?do=hold&project=SIM-CRAB",
  "/admin/embargo/change?do=denial&collection=sim-crab",
  "/admin/embargo/change?do=emergency&project=SIM-CRAB",
  "/admin/embargo/change?do=dates&observation=sim-crab:50101",
  "/admin/embargo/changes",
  "/admin/embargo/holds",
  "/admin/embargo/csv",
  "/admin/embargo/loads",
  "/admin/embargo/access?observation=sim-crab:50101&person=pi-crab",
  "/admin/embargo/launches",
  "/admin/embargo/audit",
  "/admin/embargo/canaries",
];

async function opened(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(/^Loading /)).toHaveCount(0);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

for (const theme of ["light", "dark"] as const) {
  test(`the managers' pages have no accessibility fault that axe finds, ${theme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page, "manager", "/admin/embargo");
    const faults = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    };
    for (const path of everyPage) {
      await opened(page, path);
      await faults(path);
    }
    await page.goto("/admin/embargo/change?do=clocks&project=SIM-CRAB");
    for (const right of ["Descriptions open", "Data open"]) {
      await page.getByRole("combobox", { name: `${right}: when` }).selectOption("On a date");
      await page.getByRole("textbox", { name: `${right}: date (UTC)` }).fill("2026-01-01");
    }
    const effect = await showEffect(page);
    await expect(effect).toContainText("at once");
    await faults("an effect");
    await effect.getByRole("textbox", { name: "Reason" }).fill("Only to see the question");
    await effect.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByRole("dialog", { name: /Open the data of 8 observations of SIM-CRAB to the public/ })).toBeVisible();
    await faults("the question before opening to the public");
  });
}

test("the managers' pages fit 390 pixels", async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "manager", "/admin/embargo");
  for (const path of everyPage) {
    await opened(page, path);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});

/** Goes on by the tab key until the focus is there, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error("the tab key never reaches it");
}

test("a clock is changed and the change undone by keyboard alone", async ({ page }) => {
  await signIn(page, "manager", "/admin/embargo");
  await tabTo(page, page.getByRole("checkbox", { name: "Select project SIM-AGN" }));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("checkbox", { name: "Select project SIM-CRAB" })).toBeFocused();
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("link", { name: "Change clocks" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("combobox", { name: "Data open: when" }));
  await page.keyboard.type("On a");
  await page.keyboard.press("Tab");
  await page.keyboard.type("2999-09-01");
  await page.keyboard.press("Enter");
  const effect = page.getByRole("region", { name: "What it does" });
  await expect(effect).toContainText("2999-09-01 instead of 2999-01-01");
  await tabTo(page, effect.getByRole("textbox", { name: "Reason" }));
  await page.keyboard.type("Without a mouse");
  await page.keyboard.press("Tab");
  await expect(effect.getByRole("button", { name: "Apply" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\/embargo\/changes\/[0-9a-f-]{36}$/);
  const undo = page.getByRole("button", { name: "Undo" });
  await tabTo(page, undo);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Reason" })).toBeFocused();
  await page.keyboard.type("Back as it was");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("undone", { exact: true })).toBeVisible();
});
