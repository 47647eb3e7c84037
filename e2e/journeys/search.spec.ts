import fs from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { holdScript } from "../support/held-script";
import { emptyBasket, signIn } from "../support/user";

test("an anonymous visitor searches public data and sees nothing of embargoed projects", async ({ page }) => {
  await page.goto("/search");
  const table = page.getByRole("table", { name: "Observations" });
  await expect(table).toBeVisible();
  await expect(page.getByText("SIM-AGN").first()).toBeVisible();
  await expect(page.getByText("SIM-CRAB")).toHaveCount(0);
  await page.goto("/search?project=SIM-CRAB");
  await expect(page.getByText(/No observations/)).toBeVisible();
});

test("search state lives in the address, and a filter can be taken back", async ({ page }) => {
  await signIn(page, "pi-crab");
  await page.getByRole("combobox", { name: "Search" }).fill("SIM-CRAB");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(/SIM-CRAB/);
  await expect(page.getByRole("checkbox", { name: /^Select observation sim-crab:/ })).toHaveCount(8);
  await page.reload();
  await expect(page.getByRole("checkbox", { name: /^Select observation sim-crab:/ })).toHaveCount(8);
});

for (const path of ["/search", "/"]) {
  test(`what is typed at ${path} before the page's script has come is kept when it comes`, async ({ page }) => {
    const letCome = await holdScript(page);
    await page.goto(path, { waitUntil: "commit" });
    const box = page.getByRole("combobox", { name: "Search" });
    await box.pressSequentially("zenith:<40 inst");
    letCome();
    // Suggestions come from the script, for what it knows to be in the box.
    await expect(async () => {
      await box.press("ArrowDown");
      await expect(page.getByRole("option", { name: /^instrument:/ })).toBeVisible({ timeout: 500 });
    }).toPass();
    await box.press("Escape");
    await expect(box).toHaveValue("zenith:<40 inst");
  });
}

test("ticks that are set before the page's script has come count when it comes", async ({ page }) => {
  await signIn(page, "pi-crab");
  const letCome = await holdScript(page);
  await page.goto("/search?project=SIM-CRAB", { waitUntil: "commit" });
  const boxes = page.getByRole("checkbox", { name: /^Select observation sim-crab:/ });
  await boxes.nth(0).check();
  await boxes.nth(2).check();
  await boxes.nth(2).uncheck();
  await boxes.nth(5).check();
  letCome();
  await expect(page.getByRole("region", { name: "Selection" })).toContainText("2 selected");
  for (const [i, isTicked] of [true, false, false, false, false, true].entries()) await expect(boxes.nth(i)).toBeChecked({ checked: isTicked });
});

test("a menu that is opened before the page's script has come is filled when it comes", async ({ page }) => {
  const letCome = await holdScript(page);
  await page.goto("/search", { waitUntil: "commit" });
  await page.getByText("What can I write?", { exact: true }).click();
  letCome();
  await expect(page.getByText("radius:", { exact: false }).first()).toBeVisible();
  await page.getByText("Take along", { exact: true }).click();
  await expect(page.getByRole("link", { name: "VOTable" })).toHaveAttribute("href", "/api/v1/observations?format=votable");
});

test("a hidden observation's page is the page of one that never was", async ({ page }) => {
  await signIn(page, "pi-crab", "/search?project=SIM-CRAB");
  const id = (await page.getByRole("checkbox", { name: /^Select observation/ }).first().getAttribute("aria-label"))!.replace("Select observation ", "");
  const path = `/observations/${encodeURIComponent(id)}`;
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(id.split(":")[1]!);
  await page.context().clearCookies();
  const hidden = await page.goto(path);
  const hiddenText = await page.getByRole("main").innerText();
  const absent = await page.goto("/observations/sim-crab%3A99999999");
  expect(hidden!.status()).toBe(404);
  expect(absent!.status()).toBe(404);
  expect(await page.getByRole("main").innerText()).toBe(hiddenText);
});

test("a member downloads a file of an embargoed observation from its page", async ({ page }) => {
  await signIn(page, "pi-crab", "/search?project=SIM-CRAB");
  await page.getByRole("link", { name: "50101" }).click();
  const link = page.getByRole("link", { name: /^Download data\/.*50101/ });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toMatch(/50101\.fits\.gz$/);
  const bytes = fs.readFileSync(await download.path());
  expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
  expect(bytes.length).toBeGreaterThan(100_000);
});

test("what was chosen before signing in goes into the basket", async ({ page }) => {
  await signIn(page, "analyst");
  await emptyBasket(page);
  await page.context().clearCookies();
  await page.goto("/search?project=SIM-AGN");
  await page.getByRole("checkbox", { name: /^Select observation sim-agn:/ }).first().check();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByRole("button", { name: "Sign in and add" }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: /^analyst\b/ }).click();
  await expect(page.getByRole("link", { name: /Basket.*\b1\b/ })).toBeVisible();
});

test("signing out ends the session here and at the identity service", async ({ page }) => {
  await signIn(page, "analyst");
  await page.getByRole("button", { name: "Account analyst" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(((await (await page.request.get("/api/v1/me")).json()) as { sub: string | null }).sub).toBeNull();
  // The identity service asks again who one is: its session ended too.
  await page.goto("/signin");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: /^analyst\b/ })).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`the pages have no accessibility fault that axe finds, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await signIn(page, "pi-crab");
    for (const path of ["/", "/search?project=SIM-CRAB", "/basket", "/launches", "/projects", "/settings", "/settings/tokens", "/help"]) {
      await page.goto(path);
      await expect(page.getByRole("main")).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });
}

test("everything can be done at 390 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, "pi-crab", "/search?project=SIM-CRAB");
  await expect(page.getByRole("checkbox", { name: /^Select observation/ }).first()).toBeVisible();
  for (const path of ["/", "/search?project=SIM-CRAB", "/basket", "/launches", "/settings", "/settings/tokens"]) {
    await page.goto(path);
    await expect(page.getByRole("main")).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});
